/* SPDX-License-Identifier: AGPL-3.0-or-later */
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;

/**
 * Passages into Lucene, for tools/bench: LuceneIndex PASSAGES INDEX THREADS
 *
 * PASSAGES holds one passage a line. English stems and stop words, positions and texts kept; 256 MB of
 * buffer; one commit.
 */
final class LuceneIndex {
    private static final int BATCH = 512;

    private static synchronized List<String> next(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>(BATCH);
        for (String line; lines.size() < BATCH && (line = in.readLine()) != null;)
            lines.add(line);
        return lines;
    }

    private static void add(IndexWriter writer, BufferedReader in) {
        try {
            for (List<String> lines; !(lines = next(in)).isEmpty();)
                for (String line : lines) {
                    Document document = new Document();
                    document.add(new TextField("text", line, Field.Store.YES));
                    document.add(new StringField("kind", "treaty", Field.Store.NO));
                    writer.addDocument(document);
                }
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    public static void main(String[] args) throws Exception {
        IndexWriterConfig config = new IndexWriterConfig(new EnglishAnalyzer());
        config.setRAMBufferSizeMB(256);
        List<Thread> threads = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(Path.of(args[0]));
                IndexWriter writer = new IndexWriter(FSDirectory.open(Path.of(args[1])), config)) {
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                Thread thread = new Thread(() -> add(writer, in));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads)
                thread.join();
            writer.commit();
        }
    }
}
