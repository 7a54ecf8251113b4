"""The model of market.c in SimPy: a process for each provider, for the orders and for each lease.

usage: market_simpy.py N DAYS SEED

Needs SimPy and numpy (Debian: python3-simpy).  Prints one line, in market.c's form.
"""
import random
import sys
import time

import numpy as np
import simpy

N, DAYS, SEED = int(float(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3])
luck = random.Random(SEED)
HOUR = 1 / 24
price = sorted(0.5 + luck.random() for _ in range(N))
room = np.full(N, 8, dtype=np.int8)  # in the order of prices; -1 while down
free = [8] * N
up = [True] * N
down_since = [0.0] * N
stake = [1000.0] * N
reward = [0.0] * N
running = [{} for _ in range(N)]  # of each provider: its leases' processes, (start, size)
total = dict(hours=0, orders=0, matched=0, broken=0, revenue=0.0, slots=0.0, slashed=0.0, rewards=0.0)
env = simpy.Environment()


def provider(i):
    while True:
        yield env.timeout(luck.expovariate(1 / 20))
        up[i] = False
        down_since[i] = env.now
        room[i] = -1
        for process in list(running[i]):
            process.interrupt()
        yield env.timeout(luck.expovariate(6))
        up[i] = True
        room[i] = free[i]


def lease(i, size, days):
    me = env.active_process
    start = env.now
    running[i][me] = (start, size)
    try:
        yield env.timeout(days)
    except simpy.Interrupt:
        total["broken"] += 1
    del running[i][me]
    free[i] += size
    if up[i]:
        room[i] = free[i]
    used = (env.now - start) * size
    total["slots"] += used
    total["revenue"] += used * price[i]


def orders():
    while True:
        yield env.timeout(luck.expovariate(2.8 * N))
        total["orders"] += 1
        size = luck.randint(1, 3)
        days = luck.lognormvariate(-0.5 * 1.2 * 1.2, 1.2)
        i = int((room >= size).argmax())
        if room[i] < size:
            continue
        total["matched"] += 1
        free[i] -= size
        room[i] = free[i]
        env.process(lease(i, size, days))


def hours():
    while True:
        yield env.timeout(HOUR)
        total["hours"] += 1
        for i in range(N):
            if up[i]:
                reward[i] += 1
                total["rewards"] += 1
            elif env.now - down_since[i] > 0.25:
                lost = 0.001 * stake[i]
                stake[i] -= lost
                total["slashed"] += lost


for i in range(N):
    env.process(provider(i))
env.process(orders())
env.process(hours())
cpu = time.process_time()
env.run(until=DAYS)
cpu = time.process_time() - cpu
for i in range(N):  # those that still run
    for start, size in running[i].values():
        total["slots"] += (DAYS - start) * size
        total["revenue"] += (DAYS - start) * size * price[i]
print(f"cpu={cpu:.6f} events=0 matched={total['matched'] / total['orders']:.9f} "
      f"broken={total['broken'] / total['matched']:.9f} utilisation={total['slots'] / (8 * N * DAYS):.9f} "
      f"uptime={total['rewards'] / (total['hours'] * N):.9f} revenue={total['revenue']:.9g}")
