using System.Collections.Concurrent;
using System.Device.Gpio.Drivers;

namespace Clemap.Edge.DigitalIo;

/// <summary>Each line once: the stations of a switch group hang on the same, and the kernel gives it to one owner.</summary>
internal sealed class GpioOutputs : IDisposable
{
    private readonly ConcurrentDictionary<(int Chip, int Line), GpioOutput> outputs = new();

    public GpioOutput Of(int chip, int line) =>
        outputs.GetOrAdd((chip, line), at => new GpioOutput(() => new LibGpiodDriver(at.Chip), at.Chip, at.Line));

    public void Dispose()
    {
        foreach (var output in outputs.Values)
            output.Dispose();
    }
}
