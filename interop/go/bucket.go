package main

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"
)

// inName is the argument that says which bucket a step is about.
type inName struct {
	Bucket string `json:"bucket"`
}

func (with inName) name() string {
	return with.Bucket
}

type named interface {
	name() string
}

// inBucket makes a step of what is done with the key-value bucket that its arguments name.
func inBucket[A named](do func(ctx context.Context, kv jetstream.KeyValue, with A) (any, error)) step {
	return taking(func(ctx context.Context, c *client, with A) (any, error) {
		kv, err := c.js.KeyValue(ctx, with.name())
		if err != nil {
			return nil, err
		}
		return do(ctx, kv, with)
	})
}

// inStore makes a step of what is done with the object store that its arguments name, and the client.
func inStore[A named](do func(ctx context.Context, c *client, store jetstream.ObjectStore, with A) (any, error)) step {
	return taking(func(ctx context.Context, c *client, with A) (any, error) {
		store, err := c.js.ObjectStore(ctx, with.name())
		if err != nil {
			return nil, err
		}
		return do(ctx, c, store, with)
	})
}
