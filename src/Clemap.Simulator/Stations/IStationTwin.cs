using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>The logic of one maker's station: its interface to a controller, and what it offers the car because of it.</summary>
internal interface IStationTwin
{
    ChargingPoint Point { get; }

    /// <summary>What answers on the station's port by Modbus TCP; empty for a station that speaks something else.</summary>
    IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }

    ModbusServerLimits ModbusLimits => ModbusServerLimits.Generous;

    /// <summary>So many clients are connected to its Modbus port from now on.</summary>
    void Connected(int clients)
    {
    }

    /// <summary>Decides what is offered now; called each second.</summary>
    void Tick();
}
