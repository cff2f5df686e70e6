package io.ntpaudit.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** How long methods are, and how many lines of test there are for each of the program. */
class SizeTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TEST = Path.of("src/test/java");
  private static final int LONGEST = 40;
  private static final int NINE_OF_TEN = 20;
  private static final double TEST_LINES = 0.7;

  private record Method(String name, long lines) {}

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  /** Collects a file's methods, from their first line (annotations too) to the last brace. */
  private static final class Lengths extends TreePathScanner<Void, List<Method>> {
    private final SourcePositions positions;

    Lengths(SourcePositions positions) {
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, List<Method> methods) {
      CompilationUnitTree file = getCurrentPath().getCompilationUnit();
      long start = positions.getStartPosition(file, method);
      long end = positions.getEndPosition(file, method);
      if (end > start) { // javac's own constructors have no end
        var lines = file.getLineMap();
        long count = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
        String name = Path.of(file.getSourceFile().getName()).getFileName() + " ";
        methods.add(new Method(name + method.getName(), count));
      }
      return super.visitMethod(method, methods);
    }
  }

  private static List<Method> methods() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Method> methods = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources(MAIN)));
      Lengths lengths = new Lengths(Trees.instance(task).getSourcePositions());
      for (CompilationUnitTree file : task.parse()) {
        lengths.scan(file, methods);
      }
    }
    methods.sort(Comparator.comparingLong(Method::lines));
    return methods;
  }

  @Test
  void methodsAreShort() throws IOException {
    List<Method> methods = methods();
    assertTrue(methods.size() > 500, "far fewer methods than there are: " + methods.size());
    assertEquals(List.of(), methods.stream().filter(method -> method.lines() > LONGEST).toList());
    Method ninth = methods.get(methods.size() * 9 / 10);
    assertTrue(ninth.lines() <= NINE_OF_TEN, ninth::toString);
  }

  private static long lines(Path folder) throws IOException {
    long lines = 0;
    for (Path file : sources(folder)) {
      lines += Files.readString(file).lines().count();
    }
    return lines;
  }

  @Test
  void thereAreEnoughTests() throws IOException {
    double ratio = (double) lines(TEST) / lines(MAIN);
    assertTrue(ratio >= TEST_LINES, "lines of test a line of main: " + ratio);
  }
}
