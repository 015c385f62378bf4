using Clemap.Billing.Allocation;
using Clemap.Billing.Sessions;
using Clemap.Billing.Setup;
using CsCheck;

namespace Clemap.Billing.Tests.Allocation;

public sealed class SessionAllocationTests
{
    private static readonly Guid Organisation = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly Guid Station = Guid.Parse("01900000-0000-7000-8000-0000000000a1");
    private static readonly Guid Anna = Guid.Parse("01900000-0000-7000-8000-000000000101");
    private static readonly Guid Marco = Guid.Parse("01900000-0000-7000-8000-000000000102");
    private static readonly DateTimeOffset Quarter = new(2026, 10, 5, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Cut_AnySessions_PartsAddUpInEnergyAndSun() =>
        Gen.Select(Gen.Int[-40, 20].Array[0, 6], Gen.Int[0, 60], Gen.Long[0, 6_000], Gen.Long[0, 6_000]).Sample((starts, minutes, energy, sun) =>
        {
            var sessions = starts.Select(start => Session(start, start + minutes, "04A1")).ToList();
            var share = new StationShare(Station, energy, Math.Min(energy, sun));
            var parts = new SessionAllocation(new Holders([], []), sessions).Cut(Quarter, share).ToList();

            parts.Sum(part => part.EnergyWh).ShouldBe(share.EnergyWh);
            parts.Sum(part => part.SolarWh).ShouldBe(share.EnergyWh == 0 ? 0 : share.SolarWh);
            parts.ShouldAllBe(part => part.SolarWh >= 0 && part.SolarWh <= part.EnergyWh);
        });

    // Two sessions of 5 and 10 minutes in the same quarter hour: 1 : 2.
    [Fact]
    public void Cut_TwoSessions_ShareByOverlap()
    {
        var sessions = new[] { Session(-30, 5, "A"), Session(5, 40, "B") };
        var holders = new Holders([Card("A", Anna), Card("B", Marco)], []);

        var parts = new SessionAllocation(holders, sessions).Cut(Quarter, new StationShare(Station, 1_000, 301)).ToDictionary(part => part.ResidentId!.Value);

        (parts[Anna].EnergyWh, parts[Marco].EnergyWh).ShouldBe((333, 667));
        (parts[Anna].SolarWh, parts[Marco].SolarWh).ShouldBe((100, 201));
    }

    // The card decides before the parking space; a card that nobody held falls back to the space; without either it is nobody's.
    [Theory]
    [InlineData("A", true, 1)]
    [InlineData("unknown", true, 2)]
    [InlineData(null, true, 2)]
    [InlineData("unknown", false, 0)]
    public void Cut_Session_BelongsToCardElseSpaceElseNobody(string? card, bool hasSpace, int expected)
    {
        var holders = new Holders([Card("A", Anna)], hasSpace ? [Space(Marco)] : []);

        var part = new SessionAllocation(holders, [Session(-5, 20, card)]).Cut(Quarter, new StationShare(Station, 10, 0)).Single();

        part.ResidentId.ShouldBe(expected switch { 1 => Anna, 2 => Marco, _ => null });
    }

    // The card changed hands at the end of the session's first minute: who held it at the beginning pays.
    [Fact]
    public void Cut_CardChangedHands_HolderAtTheBeginningPays()
    {
        var holders = new Holders(
            [Card("A", Anna, until: Quarter.AddMinutes(1)), Card("A", Marco, from: Quarter.AddMinutes(1))], []);

        new SessionAllocation(holders, [Session(0, 10, "A")]).Cut(Quarter, new StationShare(Station, 10, 0)).Single().ResidentId.ShouldBe(Anna);
    }

    [Fact]
    public void Cut_NoSession_ParkingSpaceDecides() =>
        new SessionAllocation(new Holders([], [Space(Marco)]), []).Cut(Quarter, new StationShare(Station, 10, 4)).Single()
            .ShouldBe(new EnergyPart(Station, Quarter, null, Marco, 10, 4));

    private static ChargingSessionRow Session(int fromMinute, int toMinute, string? card) => new()
    {
        OrganisationId = Organisation,
        SessionId = Guid.CreateVersion7(),
        DeviceId = Organisation,
        StationId = Station,
        StartedAt = Quarter.AddMinutes(fromMinute),
        EndedAt = Quarter.AddMinutes(toMinute),
        StartWh = 0,
        EndWh = 1,
        Card = card,
        ReceivedAt = Quarter,
    };

    private static CardRow Card(string number, Guid resident, DateTimeOffset? from = null, DateTimeOffset? until = null) => new()
    {
        OrganisationId = Organisation,
        Number = number,
        ResidentId = resident,
        ValidFrom = from ?? Quarter.AddYears(-1),
        ValidUntil = until,
    };

    private static ParkingSpaceRow Space(Guid resident) => new()
    {
        OrganisationId = Organisation,
        StationId = Station,
        ResidentId = resident,
        ValidFrom = Quarter.AddYears(-1),
        ValidUntil = null,
    };
}
