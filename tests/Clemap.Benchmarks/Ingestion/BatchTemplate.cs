using System.Globalization;
using System.Text;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>A batch as the edge writes it, made once; from then on only its times are written over, so that the load generator costs little beside the server.</summary>
internal sealed class BatchTemplate
{
    private const string Written = "yyyy-MM-ddTHH:mm:ss";

    private readonly byte[] json;
    private readonly (int Place, int Slot)[] times;
    private readonly int sentAt;

    /// <param name="slots">Ten-second slots of each source in a batch.</param>
    public BatchTemplate(IReadOnlyList<Guid> sources, int slots)
    {
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var random = new Random(sources[0].GetHashCode());
        var rows = Enumerable.Range(0, slots).SelectMany(slot => sources.Select(source => Row(source, start.AddSeconds(10 * slot), random))).ToList();
        json = JsonSerializer.SerializeToUtf8Bytes(new TelemetryBatch(Guid.CreateVersion7(), 1, start, rows, 0.1, rows.Count), ContractsJson.Default.TelemetryBatch);
        Rows = rows.Count;
        Slots = slots;
        sentAt = PlacesOf("\"sentAt\":\"").Single();
        times = [.. PlacesOf("\"at\":\"").Select((place, index) => (place, index / sources.Count))];
    }

    public int Rows { get; }

    public int Slots { get; }

    public int Bytes => json.Length;

    /// <summary>The same buffer each time: send it before the next call.</summary>
    public ReadOnlyMemory<byte> At(DateTimeOffset start, DateTimeOffset now)
    {
        Write(sentAt, now);
        foreach (var (place, slot) in times)
            Write(place, start.AddSeconds(10 * slot));
        return json;
    }

    private static Reading Row(Guid source, DateTimeOffset at, Random random)
    {
        float Around(float value) => MathF.Round(value * (0.9f + (0.2f * random.NextSingle())), 2);
        return new()
        {
            SourceId = source,
            At = at,
            VoltageL1V = Around(230),
            VoltageL2V = Around(231),
            VoltageL3V = Around(229),
            CurrentL1A = Around(13),
            CurrentL2A = Around(12),
            CurrentL3A = Around(11),
            ActiveL1W = Around(3000),
            ActiveL2W = Around(2800),
            ActiveL3W = Around(2500),
            ReactiveVar = Around(120),
            ApparentVA = Around(8300),
            PowerFactor = 0.98f,
            ImportWh = 12_345_678,
            ExportWh = 1_234,
        };
    }

    private IEnumerable<int> PlacesOf(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        for (var from = 0; json.AsSpan(from).IndexOf(bytes) is var found and >= 0; from += found + bytes.Length)
            yield return from + found + bytes.Length;
    }

    private void Write(int place, DateTimeOffset at) => at.UtcDateTime.TryFormat(json.AsSpan(place, Written.Length), out _, Written, CultureInfo.InvariantCulture);
}
