using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.Meters;

namespace Clemap.Edge.ControlLoop;

internal sealed class MeterSource(MeterConfiguration configuration, IMeter driver, MeterCheck check, TimeProvider time, ILogger log)
    : Source<MeterSample>(configuration.Name, time, log)
{
    private readonly ILogger log = log;
    private IReadOnlyList<string> notes = [];

    public MeterConfiguration Configuration { get; } = configuration;

    /// <summary>What looks wrong with its wiring; it is still read.</summary>
    public IReadOnlyList<string> Notes => Volatile.Read(ref notes);

    protected override string Where =>
        Configuration.Host.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Configuration.Host}:{Configuration.Port}") : Name;

    protected override async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        var sample = await driver.ReadAsync(cancellation);
        Report(null);
        var now = check.See(sample);
        foreach (string code in now.Except(notes))
            log.LogWarning("{Meter}: {Note}", Name, code);
        Volatile.Write(ref notes, now);
        return sample;
    }
}
