package dev.tombola.ship;

import dev.tombola.UserException;
import dev.tombola.experiment.DataShape;
import dev.tombola.experiment.ExperimentSpec;
import dev.tombola.experiment.RunKey;
import dev.tombola.experiment.SpecFile;
import dev.tombola.findings.Interval;
import dev.tombola.findings.Verdict;
import dev.tombola.ticket.TicketFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// What a ticket file tells of its ticket beside the weights: how it was drawn, from what, by which
/// code, and what was proven.
///
/// @param spec of the experiment; data files of the user's own stand in it without their folders
/// @param data what they were, with their checksum
/// @param ticket the ticket's own training
/// @param others trainings of the same replicate to hold it against: the dense network (level 0),
///   then the level's other branches
/// @param accuracies over all replicates, the dense network first, then the ticket
/// @param verdicts on the ticket's level, over all replicates
/// @param code what trained it
public record TicketStory(
    ExperimentSpec spec,
    DataShape data,
    TicketRun ticket,
    List<TicketRun> others,
    List<Accuracy> accuracies,
    List<Verdict> verdicts,
    Code code) {
  private static final String SPEC = "spec";
  private static final String DATA = "data";
  private static final String DRAW = "draw";
  private static final String RESULTS = "results";
  private static final String CONTROLS = "controls";
  private static final String ACCURACIES = "accuracies";
  private static final String VERDICTS = "verdicts";
  private static final String CODE = "code";

  public TicketStory {
    others = List.copyOf(others);
    accuracies = List.copyOf(accuracies);
    verdicts = List.copyOf(verdicts);
  }

  /// Test accuracy of a branch at the early-stop iteration, in percent, over replicates.
  ///
  /// @param level 0 of the dense network, whose branch is `ticket`
  /// @param n replicates
  public record Accuracy(int level, String branch, int n, Interval interval) {}

  /// @param engine with the version of its numerics
  /// @param version of tombola
  /// @param commit of its sources
  /// @param java that it ran on
  public record Code(String engine, String version, String commit, String java) {}

  /// Whether a ticket file tells its story, as those do that were exported from a run.
  public static boolean isIn(TicketFile ticket) {
    return ticket.about().containsKey(DRAW);
  }

  /// The story of a ticket file.
  ///
  /// @param name of the file, for error messages
  /// @throws UserException when it tells none, or one that does not fit its weights or that no
  ///   experiment has
  public static TicketStory of(TicketFile ticket, String name) {
    if (!isIn(ticket)) {
      throw new UserException(
          name + ": does not say how it was drawn; a file that `tombola ticket export` wrote does");
    }
    TicketStory story = read(ticket.about(), name);
    if (story.ticket.diverged()
        || story.ticket.survivors() != ticket.mask().survivors()
        || story.ticket.weights() != ticket.network().weights()
        || story.data.features() != ticket.network().inputs()
        || story.data.classes() != ticket.network().classes()) {
      throw new UserException(
          name
              + ": what it says of how it was drawn is not of these weights; export it from its run"
              + " again");
    }
    if (!story.isOfOneLevel()) {
      throw new UserException(
          name
              + ": what it says of how it was drawn is of runs that its spec does not have; export"
              + " it from its run again");
    }
    return story;
  }

  /// Whether the ticket is one of the spec's, and all that it is held against and that is said of
  /// it belongs to its replicate and its level.
  private boolean isOfOneLevel() {
    RunKey key = ticket.key();
    return key.equals(RunKey.ticket(key.replicate(), key.level()))
        && key.level() <= spec.levels()
        && others.stream().map(TicketRun::key).allMatch(this::isBeside)
        && others.stream().map(TicketRun::key).distinct().count() == others.size()
        && verdicts.stream().allMatch(verdict -> verdict.level() == key.level());
  }

  /// Whether it is the dense network, or another branch of the level.
  private boolean isBeside(RunKey other) {
    RunKey key = ticket.key();
    boolean dense = key.level() > 0 && other.equals(RunKey.ticket(key.replicate(), 0));
    return dense
        || (other.replicate() == key.replicate()
            && other.level() == key.level()
            && spec.branches().stream()
                .filter(branch -> branch.name().equals(other.branch()))
                .anyMatch(branch ->
                    branch.at(other.level())
                        && 1 <= other.draw()
                        && other.draw() <= branch.draws()));
  }

  /// As texts of a ticket file.
  SequencedMap<String, String> about() {
    SequencedMap<String, String> about = new LinkedHashMap<>();
    about.put(SPEC, SpecFile.json(spec).toString());
    about.put(DATA, data.json());
    about.put(DRAW, StoryJson.draw(ticket).toString());
    about.put(RESULTS, StoryJson.results(ticket).toString());
    about.put(CONTROLS, StoryJson.list(others, StoryJson::run));
    about.put(ACCURACIES, StoryJson.list(accuracies, StoryJson::accuracy));
    about.put(VERDICTS, StoryJson.list(verdicts, StoryJson::verdict));
    about.put(CODE, StoryJson.code(code).toString());
    return about;
  }

  private static TicketStory read(SequencedMap<String, String> about, String name) {
    ExperimentSpec spec = SpecFile.ofJson(text(about, SPEC, name), name + ": " + SPEC);
    DataShape data = DataShape.ofJson(text(about, DATA, name), name + ": " + DATA);
    try {
      return new TicketStory(
          spec,
          data,
          StoryJson.run(
              StoryJson.tree(text(about, DRAW, name)), StoryJson.tree(text(about, RESULTS, name))),
          StoryJson.list(text(about, CONTROLS, name), run -> StoryJson.run(run, run)),
          StoryJson.list(text(about, ACCURACIES, name), StoryJson::accuracy),
          StoryJson.list(text(about, VERDICTS, name), StoryJson::verdict),
          StoryJson.code(StoryJson.tree(text(about, CODE, name))));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new UserException(
          name
              + ": what it says of how it was drawn cannot be understood; export it from its run"
              + " again",
          e);
    }
  }

  private static String text(SequencedMap<String, String> about, String key, String name) {
    @Nullable String text = about.get(key);
    if (text == null) {
      throw new UserException(
          name + ": has no \"" + key + "\" in its metadata; export it from its run again");
    }
    return text;
  }
}
