using Clemap.Benchmarks.Edge;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>Every figure that load control must reach; what each means is written in docs/performance.md.</summary>
internal static class LoadControlArea
{
    // Speed goes first, while nothing else has warmed the machine.
    private static readonly (string Name, Func<Measurement, Task<IReadOnlyList<Figure>>> Measure)[] Parts =
    [
        ("speed", _ => Task.FromResult<IReadOnlyList<Figure>>([.. Speed.Measure(), .. SlowestCycles.Measure()])),
        ("mathematics", measurement => Task.FromResult(Mathematics.Measure(measurement.Quick))),
        ("cases", measurement => PublishedCases.MeasureAsync(measurement.Programs)),
        ("energy", measurement => SimulatedEnergy.MeasureAsync(new SimulatorProgram(measurement.Programs))),
        ("sites", SimulatedSites.MeasureAsync),
        ("edge", measurement => EdgeReaction.MeasureAsync(Path.Combine(measurement.Programs, "edge-native", "clemap-edge"), stations: 6, rounds: measurement.Quick ? 3 : 10)),
    ];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Measurement measurement)
    {
        var figures = new List<Figure>();
        foreach (var (name, measure) in Parts.Where(part => measurement.Part is null || measurement.Part == part.Name))
        {
            Progress.Say($"{name} …");
            figures.AddRange(await measure(measurement));
        }

        return figures;
    }
}
