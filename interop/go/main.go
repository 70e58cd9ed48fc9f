// Command interop does single steps with the Go client of NATS, for tests in which another client does the next one.
//
// It connects to the address that is its argument, reads one step a line from stdin, as
//
//	{"id": 1, "step": "kv.put", "with": {"bucket": "b", "key": "k", "value": "aGk="}}
//
// and writes one line for each to stdout, {"id": 1, "result": …} or {"id": 1, "error": {"code": 10071, "text": "…"}},
// until stdin ends. Bytes are base64, durations milliseconds but in what the server's API defines, where they are
// nanoseconds. ../README.md lists the steps.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: interop ADDRESS < steps")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
}

// client is what the steps work with.
type client struct {
	js      jetstream.JetStream
	mutex   sync.Mutex
	count   int
	watches map[int]*watch
}

// step does something with the arguments that it decodes, and returns what it has found.
type step func(ctx context.Context, c *client, with json.RawMessage) (any, error)

type request struct {
	ID   int             `json:"id"`
	Step string          `json:"step"`
	With json.RawMessage `json:"with"`
}

type response struct {
	ID     int      `json:"id"`
	Result any      `json:"result"`
	Error  *failure `json:"error,omitempty"`
}

// failure is an error: the number that the server's API gave it, or 0, and the client's words.
type failure struct {
	Code int    `json:"code"`
	Text string `json:"text"`
}

// patience is how long a step may take before it has failed.
const patience = 30 * time.Second

func run(address string, in io.Reader, out io.Writer) error {
	nc, err := nats.Connect(address, nats.Name("interop"))
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	c := &client{js: js, watches: map[int]*watch{}}
	all := steps()
	// Steps may wait for what other ones do, so each has a routine of its own.
	var running sync.WaitGroup
	var writing sync.Mutex
	encoder := json.NewEncoder(out)
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		var asked request
		if err := json.Unmarshal(line, &asked); err != nil {
			return err
		}
		running.Go(func() {
			answer := perform(c, all, asked)
			writing.Lock()
			defer writing.Unlock()
			if err := encoder.Encode(answer); err != nil {
				fmt.Fprintln(os.Stderr, "interop:", err)
			}
		})
	}
	running.Wait()
	return nil
}

func perform(c *client, all map[string]step, asked request) response {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	do, known := all[asked.Step]
	if !known {
		return response{ID: asked.ID, Error: &failure{Text: "no step " + asked.Step}}
	}
	result, err := do(ctx, c, asked.With)
	if err != nil {
		return response{ID: asked.ID, Error: &failure{Code: codeOf(err), Text: err.Error()}}
	}
	return response{ID: asked.ID, Result: result}
}

func codeOf(err error) int {
	var refusal *jetstream.APIError
	if errors.As(err, &refusal) {
		return int(refusal.ErrorCode)
	}
	var own jetstream.JetStreamError
	if errors.As(err, &own) && own.APIError() != nil {
		return int(own.APIError().ErrorCode)
	}
	return 0
}

// steps returns all steps by their names.
func steps() map[string]step {
	all := map[string]step{}
	for _, area := range []map[string]step{streamSteps, consumerSteps, kvSteps, watchSteps, objectSteps} {
		maps.Copy(all, area)
	}
	return all
}

// taking makes a step of a function by decoding its arguments. One that the function does not know is an error.
func taking[A any](do func(ctx context.Context, c *client, with A) (any, error)) step {
	return func(ctx context.Context, c *client, text json.RawMessage) (any, error) {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		var with A
		if err := decoder.Decode(&with); err != nil {
			return nil, err
		}
		return do(ctx, c, with)
	}
}

func millis(number int64) time.Duration {
	return time.Duration(number) * time.Millisecond
}
