// Redis for Argo CD where none is installed: it keeps its data in memory and answers on loopback alone.
//
// It takes those options of redis-server that the rehearsal gives, so that either can be started by one command line.
package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// How often keys are looked at for their end: Redis promises no better than seconds either.
const tick = time.Second

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "redis-server:", err)
		os.Exit(1)
	}
}

func serve() error {
	showVersion := flag.Bool("version", false, "print the version and end")
	port := flag.String("port", "6379", "port to listen on; 0 for a free one")
	bind := flag.String("bind", "127.0.0.1", "address to listen on, of this machine alone")
	portFile := flag.String("port-file", "", "file that the port is written to once it listens")
	save := flag.String("save", "", "as of redis-server: only the empty value, for nothing is kept on disk")
	appendOnly := flag.String("appendonly", "no", "as of redis-server: only no, for nothing is kept on disk")
	flag.Parse()
	if *showVersion {
		fmt.Println("miniredis", libraryVersion())
		return nil
	}
	if *save != "" || *appendOnly != "no" {
		return errors.New("keeps nothing on disk: leave out --save and --appendonly, or say --save '' --appendonly no")
	}
	if address := net.ParseIP(*bind); address == nil || !address.IsLoopback() {
		return fmt.Errorf("--bind %s is not an address of this machine alone", *bind)
	}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(net.JoinHostPort(*bind, *port)); err != nil {
		return err
	}
	defer server.Close()
	if *portFile != "" {
		if err := os.WriteFile(*portFile, []byte(server.Port()+"\n"), 0o644); err != nil {
			return err
		}
	}
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
