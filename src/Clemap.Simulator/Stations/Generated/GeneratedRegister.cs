using Clemap.Simulator.Modbus;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>A register of the reference with what it shows and what a write does.</summary>
internal sealed record GeneratedRegister(ReferenceRegister Facts, ReadWords Read, WriteWords? Write);
