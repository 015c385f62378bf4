using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Clouds.SmartMe;

/// <summary>
/// A smart-me Pico. It is limited by the current of its load-management group, so that it must be alone in it. What it does without a connection is an option of the
/// group that cannot be read.
/// </summary>
internal sealed class SmartMeStation(CloudAccount account, string id, TimeProvider time)
    : CloudStation(account, new CloudPace(Raise: TimeSpan.FromSeconds(30)), requestsOfALook: 2, every: TimeSpan.FromSeconds(15), time)
{
    private const int MostOfAnAccount = 20;

    /// <summary>Currents without a time are taken for old.</summary>
    private static readonly TimeSpan UnknownAge = TimeSpan.FromMinutes(1);

    private volatile SmartMePico? pico;
    private volatile bool hasMeter = true;
    private readonly Dictionary<string, string?> groups = [];
    private IReadOnlyList<SmartMePico> others = [];
    private DeviceProblem? sharesGroup;
    private bool isAlone;

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        if (groups.Count == 0)
        {
            Take(1);
            others = [.. (await PicosAsync(cancellation)).Where(other => other.Id is not null && other.Id != pico!.Id).Take(MostOfAnAccount)];
        }
        // What has been asked is kept, should there be no room for all at once.
        foreach (var one in others.Prepend(pico!).Where(one => !groups.ContainsKey(one.Id!)))
        {
            Take(1);
            groups[one.Id!] = await GroupAsync(one, cancellation);
        }
        var beside = groups[pico!.Id!] is { Length: > 0 } group ? others.FirstOrDefault(other => groups[other.Id!] == group) : null;
        groups.Clear();
        (isAlone, sharesGroup) = (beside is null, beside is null
            ? null
            : new(
                ProblemCodes.SharesGroup, $"{id} shares its load-management group with {beside.Serial}: an order would be one for both. Give it a group of its own.",
                id, FormattableString.Invariant($"{beside.Serial}")));
        if (sharesGroup is { } wrong)
            throw new StationException(wrong);
    }

    protected override async Task<CloudLook> LookAsync(CancellationToken cancellation)
    {
        var own = pico ??= await FindAsync(cancellation);
        var charging = await Account.GetAsync($"/api/pico/charging/{own.Id}", SmartMeJson.Default.SmartMeCharging, cancellation);
        var meter = hasMeter ? await MeterAsync(own, cancellation) : null;
        double? limitA = charging.MaxLoadmanagementGroupCurrent ?? charging.MaxDynamicCurrent;
        return new CloudLook(Sample(charging, meter, limitA), limitA, charging.State switch
        {
            "Offline" => new DeviceProblem(ProblemCodes.Away, $"{id} has no connection to smart-me.", id, "smart-me"),
            "Booting" => new DeviceProblem(ProblemCodes.JustConnected, $"{id} is starting.", id),
            null => new DeviceProblem(ProblemCodes.StateUnknown, $"smart-me tells no state of {id}.", id),
            _ => null,
        });
    }

    protected override Task WriteAsync(int wholeA, CancellationToken cancellation) => isAlone
        ? Account.PostAsync(FormattableString.Invariant($"/api/pico/loadmanagementgroup/current/{pico!.Serial}?current={wholeA * 1000}"), cancellation)
        : throw new StationException(sharesGroup ?? new(ProblemCodes.StateUnknown, $"The group of {id} is not known yet.", id));

    private StationSample Sample(SmartMeCharging charging, SmartMeDevice? meter, double? limitA)
    {
        var (currentA, voltageV) = meter is null ? default : (SmartMeUnits.CurrentA(meter), SmartMeUnits.VoltageV(meter));
        double? totalW = meter is null ? null : SmartMeUnits.TotalW(meter);
        double? apparentVA = Power.Apparent(voltageV, currentA);
        return new StationSample
        {
            At = Time.GetUtcNow(),
            MeasuredBefore = CloudValues.Time(meter?.ValueDate) is { } at ? CloudValues.Age(Time.GetUtcNow(), at) : UnknownAge,
            State = charging.State switch
            {
                "ReadyNoCarConnected" => StationState.Free,
                "ReadyCarConnected" or "StartedWaitForCar" => StationState.Occupied,
                "Charging" => StationState.Charging,
                _ => StationState.NotInOperation,
            },
            VoltageV = voltageV,
            CurrentA = currentA,
            ActiveW = CloudValues.Shared(totalW, currentA),
            ApparentVA = apparentVA,
            ReactiveVar = Power.Reactive(totalW, apparentVA),
            PowerFactor = Power.Factor(totalW, apparentVA),
            SessionWh = charging.ActiveChargingEnergy * 1000,
            AppliedLimitA = limitA,
        };
    }

    private async Task<string?> GroupAsync(SmartMePico one, CancellationToken cancellation) =>
        (await Account.GetAsync($"/api/pico/settings/{one.Id}", SmartMeJson.Default.SmartMePicoSettings, cancellation)).GroupId;

    private Task<IReadOnlyList<SmartMePico>> PicosAsync(CancellationToken cancellation) =>
        Account.GetAsync("/api/pico", SmartMeJson.Default.IReadOnlyListSmartMePico, cancellation);

    private async Task<SmartMePico> FindAsync(CancellationToken cancellation)
    {
        var all = await PicosAsync(cancellation);
        var found = all.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.OrdinalIgnoreCase) || FormattableString.Invariant($"{one.Serial}") == id)
            ?? throw CloudIds.Unknown(Account, id, all.Select(one => FormattableString.Invariant($"{one.Serial}")));
        return found.Serial is not null && Guid.TryParse(found.Id, out _) ? found : throw new CloudCallException(new(ProblemCodes.ValueMissing, $"smart-me names no serial number of {id}.", "serial"));
    }

    /// <summary>What measures in the station; not every account may see it.</summary>
    private async Task<SmartMeDevice?> MeterAsync(SmartMePico own, CancellationToken cancellation)
    {
        try
        {
            return await Account.GetAsync($"/api/Devices/{own.Id}", SmartMeJson.Default.SmartMeDevice, cancellation);
        }
        catch (CloudCallException refused) when (refused.IsUnknown)
        {
            hasMeter = false;
            return null;
        }
    }
}
