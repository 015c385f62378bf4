using System.Diagnostics;
using System.Globalization;

namespace Clemap.Edge.Tests.Fuzzing;

/// <summary>The same rounds each time; with <c>CLEMAP_FUZZ_MINUTES</c> it goes on with others for so long.</summary>
internal static class Rounds
{
    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("CLEMAP_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? minutes : 0);

    public static void Run(int rounds, Action<int> round) => RunAsync(rounds, seed =>
    {
        round(seed);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    public static async Task RunAsync(int rounds, Func<int, Task> round)
    {
        for (int seed = 0; seed < rounds; seed++)
            await OneAsync(seed, round);
        var clock = Stopwatch.StartNew();
        for (int seed = Random.Shared.Next(); clock.Elapsed < Longer; seed = seed == int.MaxValue ? 0 : seed + 1)
            await OneAsync(seed, round);
    }

    private static async Task OneAsync(int seed, Func<int, Task> round)
    {
        try
        {
            await round(seed);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new InvalidOperationException($"Seed {seed}: {fault.Message}", fault);
        }
    }
}
