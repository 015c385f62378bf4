using System.Device.Gpio;

namespace Clemap.Edge.DigitalIo;

/// <summary>
/// The device's own output: a line of a Linux GPIO chip that closes a normally open contactor when it is high. It begins low each time it is opened. The
/// kernel promises nothing of a line whose process has ended: with many chips it stays as it was, with some it becomes an input.
/// </summary>
/// <param name="driver">Of the chip.</param>
/// <param name="chip">For what is said of it.</param>
internal sealed class GpioOutput(Func<GpioDriver> driver, int chip, int line) : IDigitalOutput, IDisposable
{
    private readonly Lock gate = new();
    private GpioController? controller;

    public int Generation { get; private set; }

    public TimeSpan? DropsAfter => null;

    public Task<bool> IsOnAsync(CancellationToken cancellation) => Task.FromResult(With(opened => opened.Read(line) == PinValue.High));

    public Task SetAsync(bool on, CancellationToken cancellation)
    {
        bool follows = With(opened =>
        {
            opened.Write(line, on ? PinValue.High : PinValue.Low);
            return opened.Read(line) == (on ? PinValue.High : PinValue.Low);
        });
        return follows
            ? Task.CompletedTask
            : throw new IOException($"GPIO line {line} of chip {chip} does not become {(on ? "high" : "low")}.");
    }

    public void Dispose()
    {
        lock (gate)
            Close();
    }

    private bool With(Func<GpioController, bool> action)
    {
        lock (gate)
        {
            try
            {
                return action(controller ??= Open());
            }
            catch (Exception failure)
            {
                // What the driver throws depends on the library beneath it; whatever it was, how the contactor stands is not known now.
                Close();
                throw new IOException($"GPIO line {line} of chip {chip} cannot be driven: {failure.Message}", failure);
            }
        }
    }

    private GpioController Open()
    {
        var opened = new GpioController(driver());
        try
        {
            opened.OpenPin(line, PinMode.Output, PinValue.Low);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
        Generation++;
        return opened;
    }

    private void Close()
    {
        controller?.Dispose();
        controller = null;
    }
}
