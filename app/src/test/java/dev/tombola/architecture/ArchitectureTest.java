package dev.tombola.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/// The rules of the house, over the classes of every module that is shipped.
@AnalyzeClasses(packages = "dev.tombola", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] TOUCH_FILES = {
    "dev.tombola.data..",
    "dev.tombola.experiment..",
    "dev.tombola.format..",
    "dev.tombola.ticket..",
    "dev.tombola.audit..",
    "dev.tombola.ship..",
    "dev.tombola.app..",
    "dev.tombola.launch.."
  };

  /// What decides the bytes of a training.
  private static final String[] TRAINS = {
    "dev.tombola.nn..", "dev.tombola.random..", "dev.tombola.data..", "dev.tombola.train..",
    "dev.tombola.cpu..", "dev.tombola.prune..", "dev.tombola.rewind..", "dev.tombola.branch..",
    "dev.tombola.lottery.."
  };

  /// Each may differ by a last digit between processors, and between interpreter and compiler.
  private static final Set<String> INEXACT =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot", "sin", "cos", "tan",
          "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");

  private static final Set<String> INEXACT_LANES =
      Set.of(
          "EXP", "EXPM1", "LOG", "LOG10", "LOG1P", "POW", "CBRT", "HYPOT", "SIN", "COS", "TAN",
          "ASIN", "ACOS", "ATAN", "ATAN2", "SINH", "COSH", "TANH");

  @ArchTest
  static final ArchRule dependencies_go_down_only =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("base")
          .definedBy("dev.tombola")
          .layer("runtime")
          .definedBy(
              "dev.tombola.nn..",
              "dev.tombola.format..",
              "dev.tombola.ticket..",
              "dev.tombola.inference..")
          .layer("engine")
          .definedBy(
              "dev.tombola.random..",
              "dev.tombola.data..",
              "dev.tombola.train..",
              "dev.tombola.cpu..")
          .layer("method")
          .definedBy("dev.tombola.prune..", "dev.tombola.rewind..", "dev.tombola.branch..")
          .layer("experiment")
          .definedBy("dev.tombola.lottery..", "dev.tombola.experiment..")
          .layer("connect")
          .definedBy("dev.tombola.connect..")
          .layer("findings")
          .definedBy("dev.tombola.measure..", "dev.tombola.findings..")
          .layer("shipping")
          .definedBy("dev.tombola.ship..", "dev.tombola.verify..", "dev.tombola.audit..")
          .layer("app")
          .definedBy("dev.tombola.app..", "dev.tombola.launch..")
          .whereLayer("base")
          .mayNotAccessAnyLayer()
          .whereLayer("runtime")
          .mayOnlyAccessLayers("base")
          .whereLayer("engine")
          .mayOnlyAccessLayers("base", "runtime")
          .whereLayer("method")
          .mayOnlyAccessLayers("base", "runtime", "engine")
          .whereLayer("experiment")
          .mayOnlyAccessLayers("base", "runtime", "engine", "method")
          .whereLayer("connect")
          .mayOnlyAccessLayers("base", "runtime", "engine", "method", "experiment")
          .whereLayer("findings")
          .mayOnlyAccessLayers("base", "runtime", "engine", "method", "experiment", "connect")
          .whereLayer("shipping")
          .mayOnlyAccessLayers(
              "base", "runtime", "engine", "method", "experiment", "connect", "findings")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("dev.tombola.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule only_the_cpu_engine_and_inference_use_the_vector_api =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.tombola.cpu..", "dev.tombola.inference..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  @ArchTest
  static final ArchRule only_the_app_prints =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.tombola.app..", "dev.tombola.launch..")
          .should(ACCESS_STANDARD_STREAMS)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.IO");

  /// A `Path` is a value and may be passed anywhere.
  @ArchTest
  static final ArchRule only_data_experiment_format_and_app_touch_files =
      noClasses()
          .that()
          .resideOutsideOfPackages(TOUCH_FILES)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.nio\\.file\\.(Files|FileSystems?|FileStore)|java\\.nio\\.channels\\..*File.*"
                  + "|java\\.io\\.(File|File(Input|Output)Stream|File(Reader|Writer)|RandomAccessFile)"
                  + "|java\\.util\\.(zip\\.ZipFile|jar\\.JarFile)");

  @ArchTest
  static final ArchRule training_has_the_same_bytes_everywhere =
      noClasses()
          .that()
          .resideInAnyPackage(TRAINS)
          .should()
          .accessTargetWhere(
              target(
                  describe(
                      "a function of Math or of the Vector API that is not exact (StrictMath is)",
                      ArchitectureTest::isInexact)))
          .allowEmptyShould(true);

  /// A format has the digits of the machine's language: in the name of a stream it would draw other
  /// numbers, in a record it would be other bytes.
  @ArchTest
  static final ArchRule no_name_or_record_of_a_training_depends_on_the_language =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.tombola.cpu..",
              "dev.tombola.random..",
              "dev.tombola.branch..",
              "dev.tombola.lottery..")
          .should()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase");

  @ArchTest
  static final ArchRule nothing_static_changes =
      fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule every_package_is_null_marked =
      classes()
          .that()
          .resideOutsideOfPackage("dev.tombola.launch")
          .should(
              com.tngtech.archunit.lang.ArchCondition.from(
                  describe(
                      "be in a package with @NullMarked",
                      type ->
                          type.getPackage()
                              .isAnnotatedWith("org.jspecify.annotations.NullMarked"))));

  @ArchTest
  static final ArchRule names_are_nouns_of_the_field =
      noClasses().should().haveNameMatching(".*(Utils?|Impl|Manager|Helper|Utilities)");

  @ArchTest
  static final ArchRule records_have_no_get_prefix =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .areAssignableTo(Record.class)
          .should()
          .haveNameNotMatching("get[A-Z].*");

  private static boolean isInexact(AccessTarget target) {
    return switch (target.getOwner().getName()) {
      case "java.lang.Math" -> INEXACT.contains(target.getName());
      case "jdk.incubator.vector.VectorOperators" -> INEXACT_LANES.contains(target.getName());
      default -> false;
    };
  }
}
