package main

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

var watchSteps = map[string]step{
	"kv.watch":     taking(watchKeys),
	"object.watch": taking(watchObjects),
	"watch.next":   taking(nextOfWatch),
	"watch.stop":   taking(stopWatch),
}

// watch tells what changes, one at a time; "initialized" is that all there was has been told.
type watch struct {
	next func(ctx context.Context) (any, error)
	stop func() error
}

const initialized = "initialized"

type watchWith struct {
	inName
	Filters []string `json:"filters"`
	// Include is "last", "history" or "updates".
	Include       string `json:"include"`
	From          uint64 `json:"from"`
	IgnoreDeletes bool   `json:"ignoreDeletes"`
	MetaOnly      bool   `json:"metaOnly"`
}

func (with watchWith) options() []jetstream.WatchOpt {
	var options []jetstream.WatchOpt
	switch with.Include {
	case "history":
		options = append(options, jetstream.IncludeHistory())
	case "updates":
		options = append(options, jetstream.UpdatesOnly())
	}
	if with.From > 0 {
		options = append(options, jetstream.ResumeFromRevision(with.From))
	}
	if with.IgnoreDeletes {
		options = append(options, jetstream.IgnoreDeletes())
	}
	if with.MetaOnly {
		options = append(options, jetstream.MetaOnly())
	}
	return options
}

func watchKeys(ctx context.Context, c *client, with watchWith) (any, error) {
	kv, err := c.js.KeyValue(ctx, with.Bucket)
	if err != nil {
		return nil, err
	}
	filters := with.Filters
	if len(filters) == 0 {
		filters = []string{">"}
	}
	// What is watched outlives the step.
	watcher, err := kv.WatchFiltered(context.Background(), filters, with.options()...)
	if err != nil {
		return nil, err
	}
	return c.keep(&watch{stop: watcher.Stop, next: nextOf(watcher.Updates(), describeEntry)}), nil
}

func watchObjects(ctx context.Context, c *client, with watchWith) (any, error) {
	store, err := c.js.ObjectStore(ctx, with.Bucket)
	if err != nil {
		return nil, err
	}
	watcher, err := store.Watch(context.Background(), with.options()...)
	if err != nil {
		return nil, err
	}
	return c.keep(&watch{stop: watcher.Stop, next: nextOf(watcher.Updates(), describeObject)}), nil
}

type watchNumber struct {
	Watch int `json:"watch"`
}

func nextOfWatch(ctx context.Context, c *client, with watchNumber) (any, error) {
	c.mutex.Lock()
	found := c.watches[with.Watch]
	c.mutex.Unlock()
	if found == nil {
		return nil, fmt.Errorf("no watch %d", with.Watch)
	}
	return found.next(ctx)
}

func stopWatch(_ context.Context, c *client, with watchNumber) (any, error) {
	c.mutex.Lock()
	found := c.watches[with.Watch]
	delete(c.watches, with.Watch)
	c.mutex.Unlock()
	if found == nil {
		return nil, fmt.Errorf("no watch %d", with.Watch)
	}
	return nil, found.stop()
}

// keep returns the number by which other steps refer to a watch.
func (c *client) keep(one *watch) int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.count++
	c.watches[c.count] = one
	return c.count
}

// nextOf returns how the next of updates is told; the zero value among them is that all there was has been told.
func nextOf[T comparable, D any](updates <-chan T, describe func(T) D) func(ctx context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		var nothing T
		one, err := receive(ctx, updates)
		if err != nil || one == nothing {
			return initialized, err
		}
		return describe(one), nil
	}
}

func receive[T any](ctx context.Context, updates <-chan T) (one T, err error) {
	select {
	case one, open := <-updates:
		if !open {
			return one, fmt.Errorf("nothing more comes")
		}
		return one, nil
	case <-ctx.Done():
		return one, ctx.Err()
	}
}
