using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations.Clouds;
using Clemap.Edge.Stations.Clouds.SmartMe;

namespace Clemap.Edge.Meters;

/// <summary>
/// A smart-me meter over its maker's cloud. Each value has the time at which it was measured: one that is old is missing, and what is a few seconds
/// old says so.
/// </summary>
internal sealed class SmartMeMeter : IMeter
{
    public const string Model = "smartme-meter-rest";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(2);

    private readonly CloudAccount account;
    private readonly string id;
    private readonly TimeProvider time;
    private readonly CloudPoll<SmartMeDevice> poll;
    private volatile string? found;

    /// <param name="id">Its serial number, or the id of the maker's portal.</param>
    public SmartMeMeter(CloudAccount account, string id, TimeProvider time)
    {
        (this.account, this.id, this.time) = (account, id, time);
        poll = new CloudPoll<SmartMeDevice>(account, requests: 1, Every, LookAsync, time);
    }

    /// <summary>The look that is under way.</summary>
    internal Task Looking => poll.Running;

    public async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        var (device, _) = await poll.ReadAsync(cancellation);
        if (CloudValues.Time(device.ValueDate) is not { } measuredAt)
            throw new CloudCallException(new(ProblemCodes.ValueMissing, $"smart-me does not say when {id} was read.", "valueDate"));
        var age = CloudValues.Age(time.GetUtcNow(), measuredAt);
        if (age > Oldest)
            throw new CloudCallException(new(
                ProblemCodes.Away, $"{id} has told smart-me nothing since {measuredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.", id, "smart-me"));
        return MeterSamples.Of(
            time.GetUtcNow(), SmartMeUnits.VoltageV(device), SmartMeUnits.CurrentA(device), SmartMeUnits.ActiveW(device), SmartMeUnits.TotalW(device), null, null, null,
            SmartMeUnits.WattHours(device.CounterReadingImport ?? device.CounterReading, device), SmartMeUnits.WattHours(device.CounterReadingExport, device)) with
        {
            MeasuredBefore = age,
        };
    }

    private async Task<SmartMeDevice> LookAsync(CancellationToken cancellation)
    {
        found ??= await FindAsync(cancellation);
        return await account.GetAsync($"/api/Devices/{found}", SmartMeJson.Default.SmartMeDevice, cancellation);
    }

    private async Task<string> FindAsync(CancellationToken cancellation)
    {
        var all = await account.GetAsync("/api/Devices", SmartMeJson.Default.IReadOnlyListSmartMeDevice, cancellation);
        var device = all.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.OrdinalIgnoreCase) || FormattableString.Invariant($"{one.Serial}") == id)
            ?? throw CloudIds.Unknown(account, id, all.Select(one => one.Serial is { } serial ? FormattableString.Invariant($"{serial}") : one.Id));
        return Guid.TryParse(device.Id, out _) ? device.Id : throw new CloudCallException(new(ProblemCodes.ValueMissing, $"smart-me names no id of {id}.", "id"));
    }
}
