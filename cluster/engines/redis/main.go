// Redis for Argo CD where none is installed: it keeps its data in memory and answers on loopback alone.
//
// It is started as redis-server is, so that either will do: `redis-server [file] [--option value]...`, where the file
// has an option and its value on each line.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// How often keys are looked at for their end, as Redis itself promises no exact time.
const tick = time.Second

// What is understood of redis-server's options, with what they are unless said.
type options struct {
	bind, port, password string
}

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "redis-server:", err)
		os.Exit(1)
	}
}

func serve(arguments []string) error {
	if len(arguments) == 1 && (arguments[0] == "--version" || arguments[0] == "-v") {
		fmt.Println("miniredis", libraryVersion())
		return nil
	}
	chosen, err := read(arguments)
	if err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	server := miniredis.NewMiniRedis()
	if chosen.password != "" {
		server.RequireAuth(chosen.password)
	}
	if err := server.StartAddr(net.JoinHostPort(chosen.bind, chosen.port)); err != nil {
		return err
	}
	defer server.Close()
	fmt.Println("Ready to accept connections at", server.Addr())

	// The library's clock stands still unless it is moved.
	clock := time.NewTicker(tick)
	defer clock.Stop()
	last := time.Now()
	for {
		select {
		case <-stop:
			return nil
		case now := <-clock.C:
			server.FastForward(now.Sub(last))
			last = now
		}
	}
}

func read(arguments []string) (options, error) {
	chosen := options{bind: "127.0.0.1", port: "6379"}
	if len(arguments) > 0 && !strings.HasPrefix(arguments[0], "--") {
		file, err := os.Open(arguments[0])
		if err != nil {
			return chosen, err
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			line := strings.TrimSpace(lines.Text())
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			name, value, _ := strings.Cut(line, " ")
			if err := chosen.set(name, value); err != nil {
				return chosen, err
			}
		}
		if err := lines.Err(); err != nil {
			return chosen, err
		}
		arguments = arguments[1:]
	}
	for ; len(arguments) > 0; arguments = arguments[2:] {
		name, isOption := strings.CutPrefix(arguments[0], "--")
		if !isOption || len(arguments) == 1 {
			return chosen, fmt.Errorf("%s: options are given as --name value", arguments[0])
		}
		if err := chosen.set(name, arguments[1]); err != nil {
			return chosen, err
		}
	}
	return chosen, nil
}

func (chosen *options) set(name, value string) error {
	value = strings.Trim(strings.TrimSpace(value), `"`)
	switch name {
	case "bind":
		if address := net.ParseIP(value); address == nil || !address.IsLoopback() {
			return fmt.Errorf("bind %s: only an address of this machine alone is taken, such as 127.0.0.1", value)
		}
		chosen.bind = value
	case "port":
		chosen.port = value
	case "requirepass":
		chosen.password = value
	case "dir":
		// Nothing is kept on disk.
	case "save":
		if value != "" {
			return fmt.Errorf("save %s: nothing is kept on disk", value)
		}
	case "appendonly", "daemonize":
		if value != "no" {
			return fmt.Errorf("%s %s: only no is taken", name, value)
		}
	default:
		return fmt.Errorf("the option %s is not known to this stand-in for Redis", name)
	}
	return nil
}

func libraryVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == "github.com/alicebob/miniredis/v2" {
				return module.Version
			}
		}
	}
	return "unknown"
}
