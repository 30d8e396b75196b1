/** Follows services and waits for their ports; the container of a service needs `sh`. */
export const SERVICE_FUNCTIONS = `# follow SERVICE CONTAINER COMMAND...: passes its output on, line by line, while the step goes on.
follow() {
  service=$1 container=$2
  shift 2
  {
    {
      if "$@" <&5 5<&- 2>&1; then status=0; else status=$?; fi
      printf '%s\\n' "$status" >"$work/ended-$container"
    } | while IFS= read -r line || [ -n "$line" ]; do
      printf '[service-%s] %s\\n' "$service" "$line"
    done &
  } 5<&0
}

# wait_for SERVICE CONTAINER PORT HEX-PORT SECONDS: until something listens there for other containers.
wait_for() {
  now=$(date +%s)
  deadline=$((now + $5))
  while :; do
    if run docker exec "$2" sh -c "$listening" sh "$4" 2>/dev/null; then return 0; else status=$?; fi
    code=0
    [ ! -s "$work/ended-$2" ] || read -r code <"$work/ended-$2"
    if [ "$status" -ne 9 ] || [ "$code" -ne 0 ]; then
      complain "Service \\"$1\\" has ended before port $3 was open"
      return 1
    fi
    if [ "$(date +%s)" -ge "$deadline" ]; then
      complain "Port $3 of service \\"$1\\" was not open within $5 s"
      return 1
    fi
  done
}
# In the container: looks for a second at the sockets of the kernel; loopback addresses are not for others.
listening='
  look() {
    while read -r _ local _ state _; do
      case $local:$state in
        *7F:$port:0A | 00000000000000000000000001000000:*) ;;
        *:$port:0A) exit 0 ;;
      esac
    done <"$1"
  }
  port=$1 turn=0
  while [ $turn -lt 10 ]; do
    look /proc/net/tcp
    [ ! -r /proc/net/tcp6 ] || look /proc/net/tcp6
    sleep 0.1 2>/dev/null || { sleep 1; break; }
    turn=$((turn + 1))
  done
  exit 9
'
`;
