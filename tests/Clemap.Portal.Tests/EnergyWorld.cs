using System.Text;
using Clemap.Billing.Energy;
using Clemap.Billing.Sessions;
using Clemap.Telemetry.Readings;

namespace Clemap.Portal.Tests;

/// <summary>A site that charged 12.5 kWh a bin, 40 % of it solar, and a curve with a hole in it.</summary>
internal sealed class EnergyWorld : ISiteEnergy, ISiteCurves, ISessions
{
    public List<(DateOnly From, DateOnly To, EnergyStep Step)> Asked { get; } = [];

    public List<(Guid Source, DateTimeOffset From, DateTimeOffset To)> Curves { get; } = [];

    public List<(SessionFilter Filter, bool WithHolders)> SessionsAsked { get; } = [];

    public SessionPage Sessions { get; set; } = new([], null);

    public bool HasGrid { get; set; } = true;

    public bool IsEmpty { get; set; }

    public Task<EnergyAccount?> ReadAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, CancellationToken cancellationToken)
    {
        Asked.Add((from, to, step));
        var at = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(1)).ToUniversalTime();
        var bin = new EnergyBin(at, 20_000, 3_000, 9_000, 12_500, 5_000, 13_500, 1_000, 0, 4, 2, 1, 2_500, at.AddMinutes(15));
        return Task.FromResult<EnergyAccount?>(IsEmpty
            ? new(HasGrid, HasGrid, [], new(at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null), [])
            : new(HasGrid, HasGrid, [bin], bin, []));
    }

    public Task<byte[]?> CsvAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, CancellationToken cancellationToken) =>
        Task.FromResult<byte[]?>(Encoding.UTF8.GetBytes("start"));

    public Task<Series?> ReadAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken)
    {
        Curves.Add((sourceId, from, to));
        return Task.FromResult<Series?>(new(sourceId, 60, IsEmpty ? [] : [Point(from, 10), Point(from.AddMinutes(1), 12), Point(from.AddMinutes(30), 16)]));
    }

    public Task<byte[]?> CsvAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken) =>
        Task.FromResult<byte[]?>(Encoding.UTF8.GetBytes("at"));

    public Task<IReadOnlyList<ReasonChange>> ReasonsAsync(Guid siteId, Guid stationId, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ReasonChange>>([new(from, "station-maximum", 16), new(from.AddMinutes(1), "circuit:Garage B:L2", 10)]);

    public Task<SessionPage?> ListAsync(Guid siteId, SessionFilter filter, bool withHolders, CancellationToken cancellationToken)
    {
        SessionsAsked.Add((filter, withHolders));
        return Task.FromResult<SessionPage?>(Sessions);
    }

    private static SeriesPoint Point(DateTimeOffset at, float currentA)
    {
        var band = new Band(currentA - 1, currentA, currentA + 1);
        var power = new Band(currentA * 230, currentA * 230, currentA * 230);
        return new(at, null, null, null, band, band, null, power, power, null, new(currentA * 460, currentA * 460, currentA * 460), null, null);
    }
}
