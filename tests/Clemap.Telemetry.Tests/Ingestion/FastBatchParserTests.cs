using System.Text;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Ingestion;

namespace Clemap.Telemetry.Tests.Ingestion;

/// <summary>The general deserialiser is the oracle: what the fast one reads, it reads the same.</summary>
public sealed class FastBatchParserTests
{
    private static readonly Guid Source = Guid.CreateVersion7();

    public static TheoryData<Reading> Rows() =>
    [
        new Reading { SourceId = Source, At = TelemetryHost.Now },
        Sample.At(Source, TelemetryHost.Now.ToOffset(TimeSpan.FromHours(1))),
        Sample.At(Source, TelemetryHost.Now) with { ReactiveVar = -1e-20f, ApparentVA = 3.4e38f, ExportWh = long.MaxValue, Reason = "Tiefgarage „Süd\"\\\n" },
        new Reading { SourceId = Source, At = TelemetryHost.Now, SessionId = Source, State = StationState.NotInOperation },
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_our_own_writer_writes_is_read_the_fast_way_and_the_same(Reading row)
    {
        var batch = TestSite.Batch([row, row]);
        var json = JsonSerializer.SerializeToUtf8Bytes(batch, ContractsJson.Default.TelemetryBatch);

        var fast = FastBatchParser.TryParse(json).ShouldNotBeNull();

        (fast with { Readings = batch.Readings }).ShouldBe(batch);
        fast.Readings.ShouldBe(batch.Readings);
    }

    [Theory]
    [InlineData(-31.5)]
    [InlineData(0.0)]
    public void What_a_device_says_of_its_clock_does_not_slow_it_down(double offsetS)
    {
        var batch = TestSite.Batch([new Reading { SourceId = Source, At = TelemetryHost.Now }]) with { ClockOffsetS = offsetS };
        FastBatchParser.TryParse(JsonSerializer.SerializeToUtf8Bytes(batch, ContractsJson.Default.TelemetryBatch))!.ClockOffsetS.ShouldBe(offsetS);
    }

    [Theory]
    [InlineData(-31.5, 7L, true)]
    [InlineData(null, 0L, false)]
    [InlineData(null, null, true)]
    public void What_a_device_says_of_its_outbox_does_not_slow_it_down(double? offsetS, long? pending, bool withOldest)
    {
        var batch = TestSite.Batch([new Reading { SourceId = Source, At = TelemetryHost.Now }]) with
        {
            ClockOffsetS = offsetS,
            PendingReadings = pending,
            OldestPendingAt = withOldest ? TelemetryHost.Now.AddHours(-1) : null,
        };
        var fast = FastBatchParser.TryParse(JsonSerializer.SerializeToUtf8Bytes(batch, ContractsJson.Default.TelemetryBatch)).ShouldNotBeNull();
        (fast with { Readings = batch.Readings }).ShouldBe(batch);
    }

    [Theory]
    [InlineData("\"pendingReadings\":1.5")]
    [InlineData("\"pendingReadings\":\"1\"")]
    [InlineData("\"oldestPendingAt\":\"yesterday\"")]
    [InlineData("\"oldestPendingAt\":7")]
    [InlineData("\"oldestPendingAt\":\"2026-11-20T12:00:00Z\",\"pendingReadings\":1")]
    public void Anything_unusual_about_the_outbox_is_left_to_the_general_deserialiser(string fields) =>
        FastBatchParser.TryParse(Encoding.UTF8.GetBytes(
            $$"""{"bootId":"{{Source}}","sequence":1,"sentAt":"2026-11-20T12:00:00Z","readings":[],{{fields}}}""")).ShouldBeNull();

    [Fact]
    public void Every_state_is_known_by_its_word()
    {
        foreach (var state in Enum.GetValues<StationState>())
        {
            var batch = TestSite.Batch([new Reading { SourceId = Source, At = TelemetryHost.Now, State = state }]);
            FastBatchParser.TryParse(JsonSerializer.SerializeToUtf8Bytes(batch, ContractsJson.Default.TelemetryBatch))!.Readings[0].State.ShouldBe(state);
        }
    }

    [Theory]
    [InlineData("\"currentL1A\":null")]
    [InlineData("\"currentL1A\":\"1\"")]
    [InlineData("\"currentL1A\":1,\"voltageL1V\":230")]
    [InlineData("\"currentL1A\":1,\"currentL1A\":2")]
    [InlineData("\"importWh\":1.5")]
    [InlineData("\"importWh\":99999999999999999999")]
    [InlineData("\"state\":\"asleep\"")]
    [InlineData("\"state\":2")]
    [InlineData("\"reason\":7")]
    [InlineData("\"reason\":\"\\ud800\"")]
    [InlineData("\"sessionId\":\"x\"")]
    [InlineData("\"news\":{\"a\":[1]}")]
    public void Anything_unusual_is_left_to_the_general_deserialiser(string fields) =>
        FastBatchParser.TryParse(Encoding.UTF8.GetBytes(
            $$"""{"bootId":"{{Source}}","sequence":1,"sentAt":"2026-11-20T12:00:00Z","readings":[{"sourceId":"{{Source}}","at":"2026-11-20T12:00:00Z",{{fields}}}]}"""))
            .ShouldBeNull();

    [Fact]
    public void A_batch_cut_off_or_changed_anywhere_never_reads_differently()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(TestSite.Batch([Sample.At(Source, TelemetryHost.Now)]), ContractsJson.Default.TelemetryBatch);
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var mutant = json[..random.Next(json.Length / 2, json.Length + 1)];
            for (var change = random.Next(3); change > 0; change--)
                mutant[random.Next(mutant.Length)] = (byte)random.Next(32, 127);
            if (FastBatchParser.TryParse(mutant) is { } fast)
                fast.Readings.ShouldBe(JsonSerializer.Deserialize(mutant, ContractsJson.Default.TelemetryBatch)!.Readings);
        }
    }
}
