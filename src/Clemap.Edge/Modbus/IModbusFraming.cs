namespace Clemap.Edge.Modbus;

/// <summary>Frames of a bus: the unit, function code and data, and a check sum.</summary>
internal interface IModbusFraming
{
    byte[] Frame(byte unit, byte[] request);

    /// <summary>Takes the first whole frame out of what came; bytes that are no frame are passed over.</summary>
    /// <returns>False when more has to come.</returns>
    bool TryTake(List<byte> received, out byte unit, out byte[] answer);
}
