using Clemap.Simulator.Scenarios.Recording;

namespace Clemap.Simulator.Tests.Scenarios;

/// <summary>A recorded day is decided again, order for order. When a rule of sharing is changed on purpose, the day is recorded anew.</summary>
/// <remarks><c>clemap-simulator simulate tests/Clemap.Simulator.Tests/Scenarios/Recordings/day.json --record day.jsonl.gz</c></remarks>
public class ReplayTests
{
    private static readonly string Day = Path.Combine(AppContext.BaseDirectory, "Scenarios", "Recordings", "day.jsonl.gz");

    [Fact]
    public void A_recorded_day_replays_to_the_last_bit()
    {
        var figures = Replay.Run(Day);

        figures.FirstDifference.ShouldBeNull();
        figures.Cycles.ShouldBeGreaterThan(5_000);
    }

    // One order that was other than recorded is seen.
    [Fact]
    public void A_difference_is_told_with_its_moment_and_station()
    {
        var lines = Unpacked().ToList();
        var changed = lines.FindIndex(line => line.Contains("\"orders\":[{\"place\":", StringComparison.Ordinal) && line.Contains("\"currentA\":6,", StringComparison.Ordinal));
        lines[changed] = lines[changed].Replace("\"currentA\":6,", "\"currentA\":6.5,", StringComparison.Ordinal);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, lines);

            var figures = Replay.Run(path);

            figures.Differences.ShouldBeGreaterThan(0);
            figures.FirstDifference!.ShouldContain("was ordered 6.5 A and is now ordered 6 A");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_recording_is_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "not a recording");

            Should.Throw<UserErrorException>(() => Replay.Run(path)).Message.ShouldContain(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<string> Unpacked()
    {
        using var file = new System.IO.Compression.GZipStream(File.OpenRead(Day), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
