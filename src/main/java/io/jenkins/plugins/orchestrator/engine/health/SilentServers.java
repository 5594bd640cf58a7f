package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget.Host;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servers that give no answer at all, over one thread that asks all of them at once.
 * Lanes that waited for them in turn would leave the others nothing of the deadline.
 *
 * <p>A server is asked for encryption by GSSAPI ({@code GSSENCRequest} of the manual's "Message
 * Formats", 12 and later). Whatever comes back, an end of the connection too, is an answer, and
 * what it means the session of the lane finds out. When nothing follows, the server writes no line
 * to its log, as it does after a request for TLS.
 */
final class SilentServers {
  /** Its length, 8, and its code, 80877104. */
  private static final byte[] REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x30};

  /** Each holds a socket. */
  private static final int AT_ONCE = 500;

  private static final long POLL_MILLIS = 50;

  private final Map<Host, Question> questions = new HashMap<>();

  private SilentServers() {}

  /** One host that is asked. */
  private static final class Question {
    private final Host host;
    private final Duration limit;
    private final CompletableFuture<Boolean> silent = new CompletableFuture<>();
    private volatile @Nullable Deadline end;

    Question(Host host, Duration limit) {
      this.host = host;
      this.limit = limit;
    }

    /** Waits when most of its time is over, so that nobody begins to wait once more. */
    boolean isSilent(Deadline deadline) {
      Deadline until = end;
      if (until == null) {
        return false;
      }
      Duration left = until.orEarlier(deadline).remaining();
      boolean soon = left.compareTo(limit.dividedBy(2)) < 0;
      try {
        return soon
            ? silent.get(left.toMillis() + 2 * POLL_MILLIS, TimeUnit.MILLISECONDS)
            : silent.getNow(false);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (TimeoutException | ExecutionException e) {
        return false;
      }
    }
  }

  /** Asks nobody: where each lane has a thread of its own. */
  static SilentServers none() {
    return new SilentServers();
  }

  /**
   * Begins to ask, and returns at once.
   *
   * @param cancellation ends it
   */
  static SilentServers ask(List<EnvironmentConfiguration> all, Cancellation cancellation) {
    SilentServers servers = new SilentServers();
    for (EnvironmentConfiguration each : all) {
      if (mayBeAsked(each.source())) {
        for (Host host : each.source().hosts()) {
          servers.questions.merge(
              host,
              new Question(host, each.health().connectTimeout()),
              (left, right) -> left.limit.compareTo(right.limit) >= 0 ? left : right);
        }
      }
    }
    Collection<Question> asked = servers.questions.values();
    Thread thread = new Thread(() -> run(asked, cancellation), "health-silent-servers");
    thread.setDaemon(true);
    thread.start();
    return servers;
  }

  /** Not one on this machine, nor one that says itself how long it may take. */
  private static boolean mayBeAsked(DatabaseTarget target) {
    return target.hosts().stream().noneMatch(Host::isSocket)
        && !target.parameters().containsKey("connect_timeout");
  }

  /** Whether none of its hosts has given an answer within the time that one has to connect. */
  boolean isSilent(DatabaseTarget target, Deadline deadline) {
    return mayBeAsked(target)
        && target.hosts().stream()
            .map(questions::get)
            .allMatch(question -> question != null && question.isSilent(deadline));
  }

  private static void run(Collection<Question> questions, Cancellation cancellation) {
    try (Selector selector = Selector.open()) {
      Deque<Question> waiting = new ArrayDeque<>(questions);
      int open = 0;
      while (!cancellation.isCancelled() && (open > 0 || !waiting.isEmpty())) {
        while (open < AT_ONCE && !waiting.isEmpty()) {
          begin(waiting.remove(), selector);
          open++;
        }
        // Listed before it listens: an answer that came in time is heard.
        List<SelectionKey> late = selector.keys().stream().filter(SilentServers::isLate).toList();
        selector.select(SilentServers::hear, POLL_MILLIS);
        late.forEach(key -> end(key, true));
        selector.selectNow();
        open = selector.keys().size();
      }
      selector.keys().forEach(key -> end(key, false));
    } catch (IOException e) {
      // Nothing is known of them; their lanes find out.
      return;
    } finally {
      questions.forEach(each -> each.silent.complete(false));
    }
  }

  private static void begin(Question question, Selector selector) throws IOException {
    question.end = Deadline.after(question.limit);
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, question);
      if (channel.connect(new InetSocketAddress(question.host.name(), question.host.port()))) {
        request(key, channel);
      }
    } catch (IOException | UnresolvedAddressException e) {
      question.silent.complete(false);
      channel.close();
    }
  }

  private static void request(SelectionKey key, SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(REQUEST));
    key.interestOps(SelectionKey.OP_READ);
  }

  private static void hear(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        request(key, channel);
      } else if (key.isReadable()) {
        end(key, false);
      }
    } catch (IOException e) {
      // A refusal, too, is an answer.
      end(key, false);
    }
  }

  private static boolean isLate(SelectionKey key) {
    Deadline end = ((Question) key.attachment()).end;
    return key.isValid() && end != null && end.hasPassed();
  }

  private static void end(SelectionKey key, boolean silent) {
    ((Question) key.attachment()).silent.complete(silent);
    try {
      key.channel().close();
    } catch (IOException e) {
      // It has told what it could.
      return;
    }
  }
}
