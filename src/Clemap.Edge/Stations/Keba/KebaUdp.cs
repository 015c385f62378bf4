using System.Globalization;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations.Keba;

/// <summary>
/// KEBA KeContact with its text commands over UDP. Commands that set something keep its fail-safe away: the limit is renewed well before it comes. An
/// acknowledgement does not say what it is for, so that the station's own report decides what is in force.
/// </summary>
internal sealed class KebaUdp(KebaLink link, double fallbackA, TimeProvider time) : IStation
{
    public const double LowestA = 6;
    public const double HighestA = 32;

    private const int LowestMa = 6000;
    private const int VehicleBit = 4;
    private static readonly TimeSpan FailSafe = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Renewed = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestWrite = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CardAgain = TimeSpan.FromSeconds(10);

    private readonly WritePace limit = new(time, ShortestWrite, Renewed);
    private readonly WritePace release = new(time, TimeSpan.FromSeconds(2), Renewed);
    private KebaSettings? shown;
    private string? card;
    private long? cardAt;

    public int Generation => link.Generation;

    public double? StepA => 0.001;

    public TimeSpan? FallbackTime => FailSafe;

    public async Task PrepareAsync(CancellationToken cancellation)
    {
        int fallbackMa = (int)Math.Floor((fallbackA * 1000) + 1e-6);
        int seconds = (int)FailSafe.TotalSeconds;
        await link.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"failsafe {seconds} {fallbackMa} 1"), cancellation);
        var settings = await link.ReportAsync(2, KebaJson.Default.KebaSettings, cancellation);
        if (settings.FailSafeMa != fallbackMa || settings.FailSafeS != seconds)
            throw new StationException(
                ProblemCodes.FallbackDiffers,
                $"The KEBA shows a fail-safe of {Text(settings.FailSafeMa)} mA after {Text(settings.FailSafeS)} s, written was {fallbackMa} mA after {seconds} s.",
                $"{Text(settings.FailSafeMa)} mA / {Text(settings.FailSafeS)} s", $"{fallbackMa} mA / {seconds} s");
    }

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        shown = null;
        var settings = await link.ReportAsync(2, KebaJson.Default.KebaSettings, cancellation);
        if (settings.State is not { } state)
            throw new StationException(ProblemCodes.ValueMissing, "The KEBA sent its report 2 without State.", "State");
        var measured = await link.ReportAsync(3, KebaJson.Default.KebaMeasurements, cancellation);
        bool isPlugged = settings.Plug is { } plug && (plug & VehicleBit) != 0;
        await SeeCardAsync(isPlugged, cancellation);
        shown = settings;
        var currentA = new PhaseValues(measured.I1 / 1000, measured.I2 / 1000, measured.I3 / 1000);
        var voltageV = new PhaseValues(measured.U1, measured.U2, measured.U3);
        double? apparentVA = Power.Apparent(voltageV, currentA);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = PilotState.Of(Letter(state, isPlugged), currentA.Dominant),
            VoltageV = voltageV,
            CurrentA = currentA,
            ActiveW = Split(measured.P / 1000, voltageV, currentA, apparentVA),
            ReactiveVar = Power.Reactive(measured.P / 1000, apparentVA),
            ApparentVA = apparentVA,
            PowerFactor = measured.Pf / 1000,
            ImportWh = measured.TotalEnergy is { } tenths and >= 0 ? (long)Math.Floor(tenths / 10) : null,
            SessionWh = measured.SessionEnergy / 10,
            Card = card,
            AppliedLimitA = settings.EnableUser == 0 ? 0 : settings.OfferedMa / 1000.0,
        };
    }

    public async Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation)
    {
        int ma = (int)Math.Floor((Math.Min(limitA, HighestA) * 1000) + 1e-6);
        if (ma < LowestMa)
            return await SetAsync(release, "ena", 0, shown?.EnableUser, cancellation);
        var limited = await SetAsync(limit, "curr", ma, shown?.LimitMa, cancellation); // before the release
        return limited == OrderOutcome.Confirmed ? await SetAsync(release, "ena", 1, shown?.EnableUser, cancellation) : limited;
    }

    private async Task<OrderOutcome> SetAsync(WritePace pace, string command, int value, int? shownValue, CancellationToken cancellation)
    {
        if (pace.Before(value, Generation, shownValue) is { } done)
            return done;
        pace.Forget();
        shown = null; // of before the write
        await link.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"{command} {value}"), cancellation);
        return pace.After(value, Generation);
    }

    private async Task SeeCardAsync(bool isPlugged, CancellationToken cancellation)
    {
        if (!isPlugged)
        {
            (card, cardAt) = (null, null);
            return;
        }
        if (cardAt is { } at && time.GetElapsedTime(at) < CardAgain)
            return;
        var session = await link.ReportAsync(100, KebaJson.Default.KebaSession, cancellation);
        card = session.Card?.Trim('0', ' ') is { Length: > 0 } ? session.Card.Trim().ToUpperInvariant() : null;
        cardAt = time.GetTimestamp();
    }

    private static char? Letter(int state, bool isPlugged) => state switch
    {
        1 or 2 => isPlugged ? 'B' : 'A',
        3 => 'C',
        4 => 'F',
        5 => 'B',
        _ => null,
    };

    /// <summary>One power for all phases is split as the apparent power is.</summary>
    private static PhaseValues Split(double? activeW, PhaseValues voltageV, PhaseValues currentA, double? apparentVA)
    {
        double? Of(int phase) => apparentVA > 0 ? activeW * voltageV[phase] * currentA[phase] / apparentVA : activeW is 0 ? 0 : null;
        return new(Of(0), Of(1), Of(2));
    }

    private static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "no";
}
