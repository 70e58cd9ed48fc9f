package main

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

var streamSteps = map[string]step{
	"stream.add":     taking(addStream),
	"stream.update":  taking(updateStream),
	"stream.config":  taking(streamConfig),
	"stream.state":   taking(streamState),
	"stream.publish": taking(publish),
	"stream.message": taking(storedMessage),
}

type streamWith struct {
	Config jetstream.StreamConfig `json:"config"`
}

func addStream(ctx context.Context, c *client, with streamWith) (any, error) {
	stream, err := c.js.CreateStream(ctx, with.Config)
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo().Config, nil
}

func updateStream(ctx context.Context, c *client, with streamWith) (any, error) {
	stream, err := c.js.UpdateStream(ctx, with.Config)
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo().Config, nil
}

type streamName struct {
	Stream string `json:"stream"`
}

func streamConfig(ctx context.Context, c *client, with streamName) (any, error) {
	stream, err := c.js.Stream(ctx, with.Stream)
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo().Config, nil
}

func streamState(ctx context.Context, c *client, with streamName) (any, error) {
	stream, err := c.js.Stream(ctx, with.Stream)
	if err != nil {
		return nil, err
	}
	state := stream.CachedInfo().State
	return map[string]any{"messages": state.Msgs, "firstSeq": state.FirstSeq, "lastSeq": state.LastSeq}, nil
}

type publication struct {
	Subject      string              `json:"subject"`
	Data         []byte              `json:"data"`
	Headers      map[string][]string `json:"headers"`
	MsgID        string              `json:"msgID"`
	LastSequence *uint64             `json:"lastSequence"`
}

func publish(ctx context.Context, c *client, with publication) (any, error) {
	var options []jetstream.PublishOpt
	if with.MsgID != "" {
		options = append(options, jetstream.WithMsgID(with.MsgID))
	}
	if with.LastSequence != nil {
		options = append(options, jetstream.WithExpectLastSequence(*with.LastSequence))
	}
	msg := &nats.Msg{Subject: with.Subject, Data: with.Data, Header: with.Headers}
	ack, err := c.js.PublishMsg(ctx, msg, options...)
	if err != nil {
		return nil, err
	}
	return map[string]any{"stream": ack.Stream, "seq": ack.Sequence, "duplicate": ack.Duplicate}, nil
}

type messageWith struct {
	Stream string `json:"stream"`
	Seq    uint64 `json:"seq"`
}

// message is a message as all clients describe it.
type message struct {
	Subject string              `json:"subject"`
	Seq     uint64              `json:"seq"`
	Data    []byte              `json:"data"`
	Headers map[string][]string `json:"headers"`
	Time    int64               `json:"time"`
}

func describeMessage(subject string, seq uint64, data []byte, headers nats.Header, time time.Time) message {
	if headers == nil {
		headers = nats.Header{}
	}
	if data == nil {
		data = []byte{}
	}
	return message{Subject: subject, Seq: seq, Data: data, Headers: headers, Time: time.UnixMilli()}
}

func storedMessage(ctx context.Context, c *client, with messageWith) (any, error) {
	stream, err := c.js.Stream(ctx, with.Stream)
	if err != nil {
		return nil, err
	}
	msg, err := stream.GetMsg(ctx, with.Seq)
	if err != nil {
		return nil, err
	}
	return describeMessage(msg.Subject, msg.Sequence, msg.Data, msg.Header, msg.Time), nil
}
