package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A journal as JSON lines in a file that only its owner may read, locked as long as it is open: two
 * processes never make the same rollout. What a sudden end left of a line is cut off: what it
 * announced was not done yet.
 */
public final class FileRolloutJournal implements RolloutJournal, AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new Parsed<>(Instant.class, Instant::parse))
                  .addDeserializer(Duration.class, new Parsed<>(Duration.class, Duration::parse)))
          .addMixIn(LatencyDistribution.Bin.class, AsArray.class)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  private final Path file;
  private final FileChannel channel;

  private FileRolloutJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens it, or makes it.
   *
   * @throws IOException also when another process has it open
   */
  public static FileRolloutJournal open(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    PrivateFiles.createDirectories(directory);
    FileChannel channel =
        PrivateFiles.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(file, channel);
      cutTornLine(channel);
      PrivateFiles.sync(directory);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new FileRolloutJournal(file, channel);
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // This process has it: the same as another.
    }
    throw new IOException(
        file + " is in use: another run makes this rollout; wait for its end, or stop it");
  }

  private static void cutTornLine(FileChannel channel) throws IOException {
    long end = channel.size();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (end > 0) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        break;
      }
      end--;
    }
    channel.truncate(end);
    channel.position(end);
  }

  /**
   * Reads by the channel that holds the lock: on Linux the end of another one would give the lock
   * up, and on Windows no other one may read what is locked.
   */
  @Override
  public synchronized void read(Consumer<JournalEntry> reader) throws IOException {
    long end = channel.position();
    try {
      channel.position(0);
      BufferedReader lines =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      int number = 0;
      String line = lines.readLine();
      while (line != null) {
        number++;
        reader.accept(parse(line, number));
        line = lines.readLine();
      }
    } finally {
      channel.position(end);
    }
  }

  private JournalEntry parse(String line, int number) throws IOException {
    try {
      return JSON.readValue(line, JournalEntry.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + ", line "
              + number
              + ": no entry of a rollout's journal ("
              + e.getOriginalMessage()
              + "); look where the traffic is, move it by hand, and delete the file",
          e);
    }
  }

  @Override
  public synchronized void write(JournalEntry entry) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap((JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
    long begin = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      // A half line would spoil the next one.
      channel.truncate(begin);
      throw e;
    }
  }

  /** Lets others have it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Thousands of ranges: without their names. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private interface AsArray {}

  private static final class Parsed<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Function<String, T> parse;

    Parsed(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public @Nullable T deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return parse.apply(parser.getText());
    }
  }
}
