package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

var objectSteps = map[string]step{
	"object.add":       taking(addStore),
	"object.put":       inStore(putObject),
	"object.get":       inStore(getObject),
	"object.info":      inStore(objectInfo),
	"object.list":      inStore(listObjects),
	"object.delete":    inStore(deleteObject),
	"object.update":    inStore(updateObject),
	"object.link":      inStore(linkObject),
	"object.linkStore": inStore(linkStore),
	"object.seal":      inStore(sealStore),
	"object.status":    inStore(storeStatus),
}

type storeWith struct {
	inName
	Description string            `json:"description"`
	TTL         int64             `json:"ttl"`
	MaxBytes    int64             `json:"maxBytes"`
	Compression bool              `json:"compression"`
	Metadata    map[string]string `json:"metadata"`
}

func addStore(ctx context.Context, c *client, with storeWith) (any, error) {
	_, err := c.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
		Bucket:      with.Bucket,
		Description: with.Description,
		TTL:         millis(with.TTL),
		MaxBytes:    with.MaxBytes,
		Storage:     jetstream.MemoryStorage,
		Compression: with.Compression,
		Metadata:    with.Metadata,
	})
	return nil, err
}

// objectWith is what steps about one object take.
type objectWith struct {
	inName
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Headers     map[string][]string `json:"headers"`
	Metadata    map[string]string   `json:"metadata"`
	ChunkSize   uint32              `json:"chunkSize"`
	// File is where the data comes from, or goes to.
	File string `json:"file"`
	// NewName is the name that an update gives.
	NewName string `json:"newName"`
	// Target is what a link refers to.
	Target target `json:"target"`
}

type target struct {
	Bucket string `json:"bucket"`
	Name   string `json:"name"`
}

func (with objectWith) meta(name string) jetstream.ObjectMeta {
	meta := jetstream.ObjectMeta{
		Name:        name,
		Description: with.Description,
		Headers:     with.Headers,
		Metadata:    with.Metadata,
	}
	if with.ChunkSize > 0 {
		meta.Opts = &jetstream.ObjectMetaOptions{ChunkSize: with.ChunkSize}
	}
	return meta
}

func putObject(ctx context.Context, _ *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	file, err := os.Open(with.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := store.Put(ctx, with.meta(with.Name), file)
	if err != nil {
		return nil, err
	}
	return describeObject(info), nil
}

// getObject returns nil where there is no object.
func getObject(ctx context.Context, _ *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	result, err := store.Get(ctx, with.Name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer result.Close()
	file, err := os.Create(with.File)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(file, result); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	info, err := result.Info()
	if err != nil {
		return nil, err
	}
	return describeObject(info), result.Error()
}

// objectInfo returns nil where there is no object; one that was deleted says so.
func objectInfo(ctx context.Context, _ *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	info, err := store.GetInfo(ctx, with.Name, jetstream.GetObjectInfoShowDeleted())
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return describeObject(info), nil
}

// listObjects returns the objects that are not deleted, sorted by their names.
func listObjects(ctx context.Context, _ *client, store jetstream.ObjectStore, _ inName) (any, error) {
	found, err := store.List(ctx)
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, err
	}
	all := []object{}
	for _, info := range found {
		all = append(all, *describeObject(info))
	}
	slices.SortFunc(all, func(a, b object) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

func deleteObject(ctx context.Context, _ *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	return nil, store.Delete(ctx, with.Name)
}

func updateObject(ctx context.Context, _ *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	name := with.NewName
	if name == "" {
		name = with.Name
	}
	return nil, store.UpdateMeta(ctx, with.Name, with.meta(name))
}

func linkObject(ctx context.Context, c *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	source, err := c.js.ObjectStore(ctx, with.Target.Bucket)
	if err != nil {
		return nil, err
	}
	info, err := source.GetInfo(ctx, with.Target.Name)
	if err != nil {
		return nil, err
	}
	_, err = store.AddLink(ctx, with.Name, info)
	return nil, err
}

func linkStore(ctx context.Context, c *client, store jetstream.ObjectStore, with objectWith) (any, error) {
	source, err := c.js.ObjectStore(ctx, with.Target.Bucket)
	if err != nil {
		return nil, err
	}
	_, err = store.AddBucketLink(ctx, with.Name, source)
	return nil, err
}

func sealStore(ctx context.Context, _ *client, store jetstream.ObjectStore, _ inName) (any, error) {
	return nil, store.Seal(ctx)
}

func storeStatus(ctx context.Context, _ *client, store jetstream.ObjectStore, _ inName) (any, error) {
	status, err := store.Status(ctx)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"bucket":      status.Bucket(),
		"description": status.Description(),
		"ttl":         status.TTL().Milliseconds(),
		"bytes":       status.Size(),
		"sealed":      status.Sealed(),
		"compression": status.IsCompressed(),
		"metadata":    status.Metadata(),
	}, nil
}

// object is what is known of an object, as all clients describe it.
type object struct {
	Bucket      string              `json:"bucket"`
	Name        string              `json:"name"`
	Description string              `json:"description"`
	Headers     map[string][]string `json:"headers"`
	Metadata    map[string]string   `json:"metadata"`
	ChunkSize   uint32              `json:"chunkSize"`
	Link        *target             `json:"link"`
	ID          string              `json:"id"`
	Size        uint64              `json:"size"`
	Chunks      uint32              `json:"chunks"`
	Digest      string              `json:"digest"`
	Deleted     bool                `json:"deleted"`
}

func describeObject(info *jetstream.ObjectInfo) *object {
	described := &object{
		Bucket:      info.Bucket,
		Name:        info.Name,
		Description: info.Description,
		Headers:     info.Headers,
		Metadata:    info.Metadata,
		ID:          info.NUID,
		Size:        info.Size,
		Chunks:      info.Chunks,
		Digest:      info.Digest,
		Deleted:     info.Deleted,
	}
	if described.Headers == nil {
		described.Headers = nats.Header{}
	}
	if described.Metadata == nil {
		described.Metadata = map[string]string{}
	}
	if info.Opts != nil {
		described.ChunkSize = info.Opts.ChunkSize
		if link := info.Opts.Link; link != nil {
			described.Link = &target{Bucket: link.Bucket, Name: link.Name}
		}
	}
	return described
}
