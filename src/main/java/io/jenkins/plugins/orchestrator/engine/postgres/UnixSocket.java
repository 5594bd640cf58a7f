package io.jenkins.plugins.orchestrator.engine.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A Unix domain socket with the face of a {@link Socket}, which is what pgjdbc wants. The JDK's
 * channels (16 and later) know such sockets, but not as a {@code Socket}, and not with a read
 * timeout: so the channel does not block, and a selector waits.
 *
 * <p>One thread may read while another writes. Options of TCP mean nothing and are remembered only.
 */
final class UnixSocket extends Socket {
  /** What one call hands to the kernel: the JDK keeps a native buffer of that size per thread. */
  private static final int CHUNK = 64 * 1024;

  private final UnixDomainSocketAddress address;
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int readTimeoutMillis;

  UnixSocket(Path file) throws IOException {
    address = UnixDomainSocketAddress.of(file);
    channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    readable = Selector.open();
    writable = Selector.open();
  }

  /** Connects to the socket's file, whatever the address is that the driver made up. */
  @Override
  public void connect(SocketAddress ignored, int timeoutMillis) throws IOException {
    // A blocking call on a channel is cut off when its thread is interrupted; a Socket's is not.
    boolean interrupted = Thread.interrupted();
    try {
      channel.connect(address);
    } finally {
      restoreInterrupt(interrupted);
    }
    channel.configureBlocking(false);
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return length == 0 ? 0 : readSome(ByteBuffer.wrap(bytes, offset, Math.min(length, CHUNK)));
      }

      @Override
      public void close() throws IOException {
        UnixSocket.this.close();
      }
    };
  }

  private int readSome(ByteBuffer buffer) throws IOException {
    int count = channel.read(buffer);
    while (count == 0) {
      await(readable, readTimeoutMillis);
      count = channel.read(buffer);
    }
    return count;
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int written = 0; written < length; ) {
          int size = Math.min(length - written, CHUNK);
          int count = channel.write(ByteBuffer.wrap(bytes, offset + written, size));
          if (count == 0) {
            await(writable, 0);
          }
          written += count;
        }
      }

      @Override
      public void close() throws IOException {
        UnixSocket.this.close();
      }
    };
  }

  /** Waits until the channel is ready. Closing the socket ends the wait, an interrupt does not. */
  private static void await(Selector selector, int timeoutMillis) throws IOException {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (selector.select(timeoutMillis) == 0) {
        interrupted |= Thread.interrupted();
        if (timeoutMillis > 0 && System.nanoTime() - start >= timeoutMillis * 1_000_000L) {
          throw new SocketTimeoutException("no answer within " + timeoutMillis + " ms");
        }
      }
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new SocketException("socket closed");
    } finally {
      restoreInterrupt(interrupted);
    }
  }

  private static void restoreInterrupt(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (channel;
        readable;
        writable) {
      super.close();
    }
  }

  @Override
  public synchronized void setSoTimeout(int timeoutMillis) {
    readTimeoutMillis = timeoutMillis;
  }

  @Override
  public synchronized int getSoTimeout() {
    return readTimeoutMillis;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public boolean getTcpNoDelay() {
    return true;
  }

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public boolean getKeepAlive() {
    return false;
  }

  @Override
  public void setSendBufferSize(int size) {}

  @Override
  public int getSendBufferSize() {
    return CHUNK;
  }

  @Override
  public void setReceiveBufferSize(int size) {}

  @Override
  public int getReceiveBufferSize() {
    return CHUNK;
  }
}
