using Clemap.Contracts.Telemetry;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Tests.Outbox;

public sealed class ReadingCodecTests
{
    /// <summary>A field that is added to the contract and forgotten here would be lost without a word.</summary>
    [Fact]
    public void Every_field_of_a_reading_survives_and_only_if_it_was_there()
    {
        var empty = new Reading { SourceId = TestSite.Station(1), At = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000) };
        RoundTrip(empty).ShouldBe(empty);
        foreach (var property in typeof(Reading).GetProperties().Where(property => property.Name is not ("SourceId" or "At")))
        {
            var reading = empty with { };
            property.SetValue(reading, Sample(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
            RoundTrip(reading).ShouldBe(reading, property.Name);
            RoundTrip(reading).ShouldNotBe(empty, property.Name);
        }
    }

    [Fact]
    public void A_row_of_a_newer_edge_or_with_a_turned_bit_or_cut_off_is_no_reading()
    {
        var reading = FullSite.Reading(TestSite.Station(1), DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), 123_456);
        byte[] body = ReadingCodec.Write(reading);
        for (int bit = 0; bit < 8 * body.Length; bit++)
        {
            byte[] turned = [.. body];
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            ReadingCodec.Read(reading.SourceId, 0, turned).ShouldBeNull();
        }
        ReadingCodec.Read(reading.SourceId, 0, []).ShouldBeNull();
        ReadingCodec.HasRegister([]).ShouldBeFalse();
    }

    [Fact]
    public void A_damaged_row_does_not_hold_up_those_behind_it()
    {
        using var folder = new TemporaryFolder();
        using var database = new EdgeDatabase(folder.Path);
        var store = new ReadingStore(database, TimeProvider.System);
        store.Store(
            [.. Enumerable.Range(0, 3).Select(i => new Reading { SourceId = TestSite.Station(1), At = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000 + (10 * i)), ImportWh = i })],
            [], new Dictionary<Guid, Edge.ControlLoop.EnergyRegister>());
        database.Use(connection => connection.Execute("update readings set body = x'0102' where at = 1790000000"));

        store.NextHistory(10).Select(row => row.Reading.ImportWh).ShouldBe([1L, 2L]);
        store.CountWaiting().ShouldBe(2);
        store.Refused().ShouldBeEmpty();
    }

    [Fact]
    public void A_full_row_takes_a_quarter_of_its_json()
    {
        var reading = FullSite.Reading(TestSite.Station(1), DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), 123_456);
        byte[] json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(reading, Contracts.ContractsJson.Default.Reading);

        ReadingCodec.Write(reading).Length.ShouldBeLessThan(json.Length / 4);
    }

    private static Reading? RoundTrip(Reading reading) => ReadingCodec.Read(reading.SourceId, reading.At.ToUnixTimeSeconds(), ReadingCodec.Write(reading));

    private static object Sample(Type type) =>
        type == typeof(float) ? -12.5f
        : type == typeof(long) ? 123_456_789_012L
        : type == typeof(StationState) ? StationState.Discharging
        : type == typeof(string) ? "circuit:Garage Süd:L2"
        : type == typeof(Guid) ? TestSite.Station(9)
        : throw new InvalidOperationException($"No sample of {type}.");
}
