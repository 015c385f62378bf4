using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;

namespace Clemap.Testing.Faults;

/// <summary>What a source measures: the same row for the same slot, whenever it is asked for.</summary>
public static class FaultRows
{
    /// <summary>Of the grid of readings.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    /// <param name="seed">Of the source.</param>
    /// <param name="source">Its id.</param>
    /// <param name="at">UTC, on the grid.</param>
    public static Reading Measured(int seed, Guid source, DateTimeOffset at)
    {
        var slot = at.ToUnixTimeSeconds() / 10;
        var random = new Random(unchecked((seed * 486_187_739) ^ (int)slot));
        var hasExport = seed % 2 == 0;
        return new Reading
        {
            SourceId = source,
            At = at,
            VoltageL1V = Maybe(random, 220, 240),
            VoltageL2V = Maybe(random, 220, 240),
            VoltageL3V = Maybe(random, 220, 240),
            CurrentL1A = Maybe(random, -80, 80),
            CurrentL2A = Maybe(random, -80, 80),
            CurrentL3A = Maybe(random, -80, 80),
            ActiveL1W = Maybe(random, -18_000, 18_000),
            ActiveL2W = Maybe(random, -18_000, 18_000),
            ActiveL3W = Maybe(random, -18_000, 18_000),
            ReactiveVar = Maybe(random, -5_000, 5_000),
            ApparentVA = Maybe(random, 0, 60_000),
            PowerFactor = Maybe(random, -1, 1),
            // Registers only grow, by less than a kWh an hour.
            ImportWh = (slot * 2) + random.Next(2),
            ExportWh = hasExport ? slot : null,
            State = random.Next(3) == 0 ? (StationState)random.Next(5) : null,
            LimitA = Maybe(random, 0, 32),
            Reason = random.Next(3) == 0 ? $"circuit:Garage \"{random.Next(9)}\" ö\t:L2" : null,
            SessionId = random.Next(3) == 0 ? source : null,
        };
    }

    /// <summary>A row that must be refused, and no other with it.</summary>
    /// <param name="random">Chooses the rule that it breaks.</param>
    /// <param name="good">The row that it would have been.</param>
    public static JsonNode? Spoilt(Random random, Reading good)
    {
        var row = Node(good).AsObject();
        switch (random.Next(8))
        {
            case 0:
                return null;
            case 1:
                row["sourceId"] = Guid.Empty;
                break;
            case 2:
                row["at"] = good.At.AddSeconds(3);
                break;
            case 3:
                row["at"] = good.At.AddDays(3_000);
                break;
            case 4:
                row["at"] = good.At.AddDays(-3_000);
                break;
            case 5:
                row["voltageL1V"] = 1_000_000;
                break;
            case 6:
                row["importWh"] = "a lot";
                break;
            default:
                row["reason"] = "a\0b";
                break;
        }

        return row;
    }

    /// <summary>As it stands in a batch.</summary>
    public static JsonNode Node(Reading row) => JsonSerializer.SerializeToNode(row, ContractsJson.Default.Reading)!;

    private static float? Maybe(Random random, float least, float most) => random.Next(8) == 0 ? null : least + (random.NextSingle() * (most - least));
}
