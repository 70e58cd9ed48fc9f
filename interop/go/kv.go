package main

import (
	"context"
	"errors"
	"slices"

	"github.com/nats-io/nats.go/jetstream"
)

var kvSteps = map[string]step{
	"kv.add":          taking(addBucket),
	"kv.put":          inBucket(put),
	"kv.create":       inBucket(create),
	"kv.update":       inBucket(update),
	"kv.delete":       inBucket(remove),
	"kv.purge":        inBucket(purge),
	"kv.get":          inBucket(get),
	"kv.history":      inBucket(history),
	"kv.keys":         inBucket(keys),
	"kv.purgeDeletes": inBucket(purgeDeletes),
	"kv.status":       inBucket(bucketStatus),
}

type bucketWith struct {
	inName
	Description  string                    `json:"description"`
	History      uint8                     `json:"history"`
	TTL          int64                     `json:"ttl"`
	MaxBytes     int64                     `json:"maxBytes"`
	MaxValueSize int32                     `json:"maxValueSize"`
	Compression  bool                      `json:"compression"`
	Metadata     map[string]string         `json:"metadata"`
	MarkerTTL    int64                     `json:"markerTTL"`
	RePublish    *jetstream.RePublish      `json:"republish"`
	Mirror       *jetstream.StreamSource   `json:"mirror"`
	Sources      []*jetstream.StreamSource `json:"sources"`
}

func addBucket(ctx context.Context, c *client, with bucketWith) (any, error) {
	_, err := c.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket:         with.Bucket,
		Description:    with.Description,
		History:        with.History,
		TTL:            millis(with.TTL),
		MaxBytes:       with.MaxBytes,
		MaxValueSize:   with.MaxValueSize,
		Storage:        jetstream.MemoryStorage,
		Compression:    with.Compression,
		Metadata:       with.Metadata,
		LimitMarkerTTL: millis(with.MarkerTTL),
		RePublish:      with.RePublish,
		Mirror:         with.Mirror,
		Sources:        with.Sources,
	})
	return nil, err
}

// keyWith is what steps about one key take. A revision of 0 is none.
type keyWith struct {
	inName
	Key      string `json:"key"`
	Value    []byte `json:"value"`
	Revision uint64 `json:"revision"`
	TTL      int64  `json:"ttl"`
}

func put(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	return kv.Put(ctx, with.Key, with.Value)
}

func create(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	var options []jetstream.KVCreateOpt
	if with.TTL > 0 {
		options = append(options, jetstream.KeyTTL(millis(with.TTL)))
	}
	return kv.Create(ctx, with.Key, with.Value, options...)
}

func update(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	return kv.Update(ctx, with.Key, with.Value, with.Revision)
}

func remove(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	return nil, kv.Delete(ctx, with.Key, jetstream.LastRevision(with.Revision))
}

func purge(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	options := []jetstream.KVDeleteOpt{jetstream.LastRevision(with.Revision)}
	if with.TTL > 0 {
		options = append(options, jetstream.PurgeTTL(millis(with.TTL)))
	}
	return nil, kv.Purge(ctx, with.Key, options...)
}

// get returns nil where a key has no value.
func get(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	var entry jetstream.KeyValueEntry
	var err error
	if with.Revision > 0 {
		entry, err = kv.GetRevision(ctx, with.Key, with.Revision)
	} else {
		entry, err = kv.Get(ctx, with.Key)
	}
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return describeEntry(entry), nil
}

func history(ctx context.Context, kv jetstream.KeyValue, with keyWith) (any, error) {
	found, err := kv.History(ctx, with.Key)
	if err != nil {
		return nil, err
	}
	all := []entry{}
	for _, one := range found {
		all = append(all, *describeEntry(one))
	}
	return all, nil
}

type keysWith struct {
	inName
	Filters []string `json:"filters"`
}

// keys returns the keys that have values, sorted.
func keys(ctx context.Context, kv jetstream.KeyValue, with keysWith) (any, error) {
	lister, err := kv.ListKeysFiltered(ctx, with.Filters...)
	if err != nil {
		return nil, err
	}
	all := []string{}
	for key := range lister.Keys() {
		all = append(all, key)
	}
	slices.Sort(all)
	return all, nil
}

func purgeDeletes(ctx context.Context, kv jetstream.KeyValue, _ inName) (any, error) {
	// Below zero is whatever its age.
	return nil, kv.PurgeDeletes(ctx, jetstream.DeleteMarkersOlderThan(-1))
}

func bucketStatus(ctx context.Context, kv jetstream.KeyValue, _ inName) (any, error) {
	status, err := kv.Status(ctx)
	if err != nil {
		return nil, err
	}
	config := status.Config()
	return map[string]any{
		"bucket":       status.Bucket(),
		"description":  config.Description,
		"values":       status.Values(),
		"bytes":        status.Bytes(),
		"history":      status.History(),
		"ttl":          status.TTL().Milliseconds(),
		"maxBytes":     config.MaxBytes,
		"maxValueSize": config.MaxValueSize,
		"compression":  status.IsCompressed(),
		"metadata":     status.Metadata(),
	}, nil
}

// entry is an entry as all clients describe it.
type entry struct {
	Key       string `json:"key"`
	Value     []byte `json:"value"`
	Revision  uint64 `json:"revision"`
	Operation string `json:"operation"`
	Time      int64  `json:"time"`
}

func describeEntry(one jetstream.KeyValueEntry) *entry {
	value := one.Value()
	if value == nil {
		value = []byte{}
	}
	return &entry{
		Key:       one.Key(),
		Value:     value,
		Revision:  one.Revision(),
		Operation: operations[one.Operation()],
		Time:      one.Created().UnixMilli(),
	}
}

var operations = map[jetstream.KeyValueOp]string{
	jetstream.KeyValuePut:    "PUT",
	jetstream.KeyValueDelete: "DEL",
	jetstream.KeyValuePurge:  "PURGE",
}
