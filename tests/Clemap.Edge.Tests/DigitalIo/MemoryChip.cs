using System.Device.Gpio;

namespace Clemap.Edge.Tests.DigitalIo;

/// <summary>A GPIO chip without hardware, in place of the kernel's: everything above it is the real thing.</summary>
internal sealed class MemoryChip : GpioDriver
{
    public Dictionary<int, PinValue> Lines { get; } = [];

    /// <summary>What was written, line and value.</summary>
    public List<string> Written { get; } = [];

    public bool IsGone { get; set; }

    /// <summary>Something else holds the line.</summary>
    public bool IsStuck { get; set; }

    public int Opened { get; private set; }

    protected override int PinCount => 32;

    protected override void OpenPin(int pinNumber)
    {
        Check();
        Opened++;
    }

    protected override void ClosePin(int pinNumber)
    {
    }

    protected override void SetPinMode(int pinNumber, PinMode mode) => mode.ShouldBe(PinMode.Output);

    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        mode.ShouldBe(PinMode.Output);
        Write(pinNumber, initialValue);
    }

    protected override PinMode GetPinMode(int pinNumber) => PinMode.Output;

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode == PinMode.Output;

    protected override PinValue Read(int pinNumber)
    {
        Check();
        return Lines.GetValueOrDefault(pinNumber);
    }

    protected override void Write(int pinNumber, PinValue value)
    {
        Check();
        Written.Add($"{pinNumber} {value}");
        if (!IsStuck)
            Lines[pinNumber] = value;
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        throw new NotSupportedException();

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) => throw new NotSupportedException();

    private void Check()
    {
        if (IsGone)
            throw new InvalidOperationException("No such device");
    }
}
