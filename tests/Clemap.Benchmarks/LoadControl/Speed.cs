using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>How many cycles a second one core decides. Of scarce and ample the worse is told.</summary>
internal static class Speed
{
    private static readonly bool[] ScarceAndAmple = [false, true];

    public static IReadOnlyList<Figure> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("clemap-bench-");
        try
        {
            var summary = BenchmarkRunner.Run<SpeedBenchmarks>(Configuration(folder.FullName));
            return
            [
                Rate("cycles a second, 1 station", summary, SpeedSize.OneStation, 1_000_000),
                Rate("cycles a second, 100 stations on 3 levels", summary, SpeedSize.HundredOnThreeLevels, 20_000),
                Rate("cycles a second, 1000 stations on 4 levels", summary, SpeedSize.ThousandOnFourLevels, 500),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ManualConfig Configuration(string artifacts) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3).WithIterationCount(8).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(250)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance)
        .WithArtifactsPath(artifacts);

    private static Figure Rate(string name, Summary summary, SpeedSize size, double target) =>
        new(name, Math.Round(ScarceAndAmple.Min(ample => 1e9 / CycleNs(summary, size, ample))), "1/s", target, HigherIsBetter: true);

    private static double CycleNs(Summary summary, SpeedSize size, bool ample) =>
        MeanNs(summary, size, ample, nameof(SpeedBenchmarks.Cycle)) - MeanNs(summary, size, ample, nameof(SpeedBenchmarks.SiteAlone));

    private static double MeanNs(Summary summary, SpeedSize size, bool ample, string method) =>
        Report(summary, size, ample, method).ResultStatistics?.Mean ?? throw new InvalidOperationException($"{method} of {size} was not measured.");

    private static BenchmarkReport Report(Summary summary, SpeedSize size, bool ample, string method) => summary.Reports.Single(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method
        && report.BenchmarkCase.Parameters[nameof(SpeedBenchmarks.Size)] is SpeedSize measured && measured == size
        && report.BenchmarkCase.Parameters[nameof(SpeedBenchmarks.Ample)] is bool plenty && plenty == ample);
}
