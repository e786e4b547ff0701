# Runs one PostgreSQL server for as long as somebody holds the other end of standard input, and cleans up after it.
# Standard input: a pipe, or a FIFO with any number of writers. Standard output: the locked lock file.
# Standard error: the log. Arguments: the server's command line. The rest comes by environment.

# Descriptor 3, because a background job of a POSIX shell has /dev/null as its standard input. Descriptor 9 is
# inherited by every process of the server, so the lock lasts until the last of them has ended.
exec 3<&0 9>&1 </dev/null >/dev/null
umask 077

# Runs a command until it ends or the last owner is gone. TERM, then INT: background jobs start with INT ignored,
# and a server that has not set up its handlers yet ends by TERM; one that has shuts down smartly, then at once.
guarded() {
    "$@" 3<&- &
    job=$!
    (
        while :; do
            while read -r _ <&3; do :; done
            # Nobody is left. Take the name away, then look again: whoever came in between has written a line.
            mv "$ALIVE" "$CLOSING"
            read -r _ <&3 || break
            mv "$CLOSING" "$ALIVE"
        done
        kill -TERM $job
        kill -INT $job
    ) 9>&- 2>/dev/null &
    watch=$!
    wait $job
    status=$?
    kill $watch 2>/dev/null
    return $status
}

mkdir -p "$SOCKET"
if [ -d "$DATA" ]; then
    guarded "$@"
else
    rm -rf "$UNFINISHED"
    # Renamed when done, so half an initdb never looks finished. Network access is refused in pg_hba.conf as well.
    guarded "$INITDB" --username=postgres --auth-local=trust --auth-host=reject --encoding=UTF8 --locale=C \
        $NO_SYNC --pgdata="$UNFINISHED" && mv "$UNFINISHED" "$DATA" && guarded "$@"
fi
status=$?

rm -f "$ALIVE" "$CLOSING"
if [ -n "$REMOVE" ]; then
    # A backend whose server was killed may write for a moment longer.
    rm -rf "$REMOVE" || { sleep 1; rm -rf "$REMOVE"; }
fi
exit $status
