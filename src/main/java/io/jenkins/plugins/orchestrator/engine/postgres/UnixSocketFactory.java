package io.jenkins.plugins.orchestrator.engine.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/**
 * Makes the driver connect to a Unix domain socket. Public, with a public constructor, only because
 * the driver makes it by its name (property {@code socketFactory}).
 */
public final class UnixSocketFactory extends SocketFactory {
  private final Path file;

  /**
   * @param file the socket's file ({@code socketFactoryArg})
   */
  public UnixSocketFactory(String file) {
    this.file = Path.of(file);
  }

  @Override
  public Socket createSocket() throws IOException {
    return new UnixSocket(file);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected();
  }

  private Socket connected() throws IOException {
    UnixSocket socket = new UnixSocket(file);
    try {
      socket.connect(null, 0);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
