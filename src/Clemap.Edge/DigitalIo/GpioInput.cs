using System.Device.Gpio;
using System.Device.Gpio.Drivers;

namespace Clemap.Edge.DigitalIo;

/// <summary>The device's own input: a line of a Linux GPIO chip with its pull-up on, so that a closed contact reads low.</summary>
internal sealed class GpioInput : IDigitalInput, IDisposable
{
    private readonly int _chip;
    private readonly int _line;
    private GpioController? _controller;

    public GpioInput(int chip, int line) => (_chip, _line) = (chip, line);

    public Task<bool> IsClosedAsync(CancellationToken cancellation)
    {
        try
        {
            _controller ??= Open();
            return Task.FromResult(_controller.Read(_line) == PinValue.Low);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // What the driver throws depends on the library beneath it; whatever it was, the contact is not known now.
            Dispose();
            throw new IOException($"GPIO line {_line} of chip {_chip} cannot be read: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        _controller?.Dispose();
        _controller = null;
    }

    private GpioController Open()
    {
        var controller = new GpioController(new LibGpiodDriver(_chip));
        controller.OpenPin(_line, PinMode.InputPullUp);
        return controller;
    }
}
