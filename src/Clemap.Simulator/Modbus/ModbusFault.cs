namespace Clemap.Simulator.Modbus;

/// <summary>Exception codes of the Modbus application protocol; <see cref="None"/> is "served".</summary>
internal enum ModbusFault : byte
{
    None = 0,
    IllegalFunction = 1,
    IllegalDataAddress = 2,
    IllegalDataValue = 3,
    GatewayTargetFailed = 11,
}
