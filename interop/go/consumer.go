package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

var consumerSteps = map[string]step{
	"consumer.add":    taking(addConsumer),
	"consumer.update": taking(updateConsumer),
	"consumer.info":   taking(consumerInfo),
	"consumer.fetch":  taking(fetch),
	"push.read":       taking(readPush),
	"ordered.read":    taking(readOrdered),
}

type consumerWith struct {
	Stream string                   `json:"stream"`
	Config jetstream.ConsumerConfig `json:"config"`
}

// described is a consumer of either kind.
type described interface {
	CachedInfo() *jetstream.ConsumerInfo
}

func configOf(consumer described, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return consumer.CachedInfo().Config, nil
}

func addConsumer(ctx context.Context, c *client, with consumerWith) (any, error) {
	if with.Config.DeliverSubject != "" {
		return configOf(c.js.CreatePushConsumer(ctx, with.Stream, with.Config))
	}
	return configOf(c.js.CreateConsumer(ctx, with.Stream, with.Config))
}

func updateConsumer(ctx context.Context, c *client, with consumerWith) (any, error) {
	if with.Config.DeliverSubject != "" {
		return configOf(c.js.UpdatePushConsumer(ctx, with.Stream, with.Config))
	}
	return configOf(c.js.UpdateConsumer(ctx, with.Stream, with.Config))
}

type consumerName struct {
	Stream   string `json:"stream"`
	Consumer string `json:"consumer"`
}

func consumerInfo(ctx context.Context, c *client, with consumerName) (any, error) {
	var consumer described
	consumer, err := c.js.Consumer(ctx, with.Stream, with.Consumer)
	if errors.Is(err, jetstream.ErrNotPullConsumer) {
		consumer, err = c.js.PushConsumer(ctx, with.Stream, with.Consumer)
	}
	if err != nil {
		return nil, err
	}
	info := consumer.CachedInfo()
	return map[string]any{
		"config":      info.Config,
		"delivered":   info.Delivered.Stream,
		"ackFloor":    info.AckFloor.Stream,
		"ackPending":  info.NumAckPending,
		"redelivered": info.NumRedelivered,
		"pending":     info.NumPending,
	}, nil
}

type fetchWith struct {
	Stream   string `json:"stream"`
	Consumer string `json:"consumer"`
	Count    int    `json:"count"`
	// Answers has one for each message; the last is also for those that follow.
	Answers []string `json:"answers"`
}

// delivered is a message that a consumer gave, and what its ack subject says.
type delivered struct {
	message
	Stream      string `json:"stream"`
	Consumer    string `json:"consumer"`
	DeliverySeq uint64 `json:"deliverySeq"`
	Deliveries  uint64 `json:"deliveries"`
	Pending     uint64 `json:"pending"`
}

func fetch(ctx context.Context, c *client, with fetchWith) (any, error) {
	consumer, err := c.js.Consumer(ctx, with.Stream, with.Consumer)
	if err != nil {
		return nil, err
	}
	return take(ctx, c, consumer, with.Count, with.Answers)
}

func take(ctx context.Context, c *client, from jetstream.Consumer, count int, answers []string) (any, error) {
	batch, err := from.Fetch(count)
	if err != nil {
		return nil, err
	}
	all := []delivered{}
	for msg := range batch.Messages() {
		one, err := describeDelivery(msg)
		if err != nil {
			return nil, err
		}
		if err := acknowledge(ctx, msg, answers[min(len(all), len(answers)-1)]); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	if err := batch.Error(); err != nil {
		return nil, err
	}
	return all, c.js.Conn().FlushWithContext(ctx)
}

func describeDelivery(msg jetstream.Msg) (delivered, error) {
	meta, err := msg.Metadata()
	if err != nil {
		return delivered{}, err
	}
	return delivered{
		message:     describeMessage(msg.Subject(), meta.Sequence.Stream, msg.Data(), msg.Headers(), meta.Timestamp),
		Stream:      meta.Stream,
		Consumer:    meta.Consumer,
		DeliverySeq: meta.Sequence.Consumer,
		Deliveries:  meta.NumDelivered,
		Pending:     meta.NumPending,
	}, nil
}

func acknowledge(ctx context.Context, msg jetstream.Msg, answer string) error {
	switch answer {
	case "ack":
		return msg.DoubleAck(ctx)
	case "nak":
		return msg.Nak()
	case "term":
		return msg.TermWithReason("no use")
	case "none":
		return nil
	default:
		return fmt.Errorf("no answer %q", answer)
	}
}

type pushWith struct {
	Stream   string `json:"stream"`
	Consumer string `json:"consumer"`
	Count    int    `json:"count"`
}

// readPush takes messages from a push consumer and acknowledges them.
func readPush(ctx context.Context, c *client, with pushWith) (any, error) {
	consumer, err := c.js.PushConsumer(ctx, with.Stream, with.Consumer)
	if err != nil {
		return nil, err
	}
	messages := make(chan jetstream.Msg, with.Count)
	reading, err := consumer.Consume(func(msg jetstream.Msg) {
		select {
		case messages <- msg:
		default:
		}
	})
	if err != nil {
		return nil, err
	}
	defer reading.Stop()
	all := []delivered{}
	for range with.Count {
		msg, err := receive(ctx, messages)
		if err != nil {
			return nil, err
		}
		one, err := describeDelivery(msg)
		if err != nil {
			return nil, err
		}
		if err := msg.DoubleAck(ctx); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

type orderedWith struct {
	Stream  string   `json:"stream"`
	Filters []string `json:"filters"`
	Count   int      `json:"count"`
}

func readOrdered(ctx context.Context, c *client, with orderedWith) (any, error) {
	config := jetstream.OrderedConsumerConfig{FilterSubjects: with.Filters}
	consumer, err := c.js.OrderedConsumer(ctx, with.Stream, config)
	if err != nil {
		return nil, err
	}
	return take(ctx, c, consumer, with.Count, []string{"none"})
}
