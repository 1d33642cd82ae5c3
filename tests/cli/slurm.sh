#!/usr/bin/env bash
# Runs a command with a Slurm of its own on this one machine: munged, slurmctld and slurmd as the current user, in a
# scratch folder; ends exactly what it started. SLURM_CONF is set for the command, $SLURM_TEST is the folder.
#   slurm.sh COMMAND [ARGUMENT...]
set -eu
dir=$(mktemp -d -t dawdle-slurm.XXXXXX)
chmod 755 "$dir"
host=$(hostname -s)
port=$((20000 + RANDOM % 20000))
daemons=()
finish() {
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$dir"
}
trap finish EXIT
trap "exit 143" TERM INT

(umask 077 && head -c 128 /dev/urandom >"$dir/munge.key")
munged --foreground --key-file="$dir/munge.key" --socket="$dir/munge.sock" --pid-file="$dir/munged.pid" \
  --log-file="$dir/munged.log" --seed-file="$dir/munge.seed" >"$dir/munged.out" 2>&1 &
daemons+=($!)
for _ in {1..100}; do
  [[ -S $dir/munge.sock ]] && break
  sleep 0.05
done

mkdir "$dir/state" "$dir/spool"
cat >"$dir/slurm.conf" <<CONF
ClusterName=dawdle
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$dir/munge.sock
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MailProg=$(command -v true)
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
printf 'CgroupPlugin=cgroup/v1\nCgroupMountpoint=%s/nocgroup\n' "$dir" >"$dir/cgroup.conf"
export SLURM_CONF="$dir/slurm.conf" SLURM_TEST="$dir"
slurmctld -D -c >"$dir/slurmctld.out" 2>&1 &
daemons+=($!)
slurmd -D -c >"$dir/slurmd.out" 2>&1 &
daemons+=($!)
for _ in {1..200}; do
  if sinfo -h -o %t 2>/dev/null | grep -qx idle; then
    "$@"
    exit
  fi
  sleep 0.1
done
tail -n 5 "$dir"/*.log "$dir"/*.out >&2
echo "the node did not become idle" >&2
exit 1
