package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.validate.http.Exchanges;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the lanes of a plan in one process share: the client, and threads for what can only be
 * waited for, scripts and databases. All of it goes when the last lane has ended.
 */
final class SharedThreads {
  private static final int MOST = 256;
  private static final long IDLE_SECONDS = 2;

  private @Nullable Exchanges exchanges;
  private @Nullable ThreadPoolExecutor blocking;
  private int leases;

  /** A lane's share. */
  record Lease(Exchanges exchanges, Executor blocking, SharedThreads of) implements AutoCloseable {
    @Override
    public void close() {
      of.release();
    }
  }

  /**
   * @param most scripts and databases at once
   */
  synchronized Lease lease(int most) {
    Exchanges http = exchanges;
    ThreadPoolExecutor pool = blocking;
    if (http == null || pool == null) {
      http = new Exchanges();
      pool = pool(Math.min(MOST, most));
      exchanges = http;
      blocking = pool;
    }
    leases++;
    return new Lease(http, pool, this);
  }

  private synchronized void release() {
    leases--;
    if (leases == 0 && exchanges != null && blocking != null) {
      exchanges.close();
      blocking.shutdown();
      exchanges = null;
      blocking = null;
    }
  }

  private static ThreadPoolExecutor pool(int most) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "validate-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
