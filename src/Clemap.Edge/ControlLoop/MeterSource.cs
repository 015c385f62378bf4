using Clemap.Edge.Configuration;
using Clemap.Edge.Meters;

namespace Clemap.Edge.ControlLoop;

internal sealed class MeterSource(MeterConfiguration configuration, IMeter driver, TimeProvider time, ILogger log)
    : Source<MeterSample>(configuration.Name, time, log)
{
    public MeterConfiguration Configuration { get; } = configuration;

    protected override async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        var sample = await driver.ReadAsync(cancellation);
        Report(null);
        return sample;
    }
}
