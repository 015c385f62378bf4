using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>How sure the registers are. <see cref="Low"/> makes a model experimental.</summary>
[JsonConverter(typeof(WordConverter<Confidence>))]
internal enum Confidence
{
    Low,
    Medium,
    High,
}

[JsonConverter(typeof(WordConverter<RegisterType>))]
internal enum RegisterType
{
    Uint16,
    Int16,
    Uint32,
    Int32,
    Uint64,
    Int64,
    Float32,
    Float64,

    /// <summary>One character in one register, in its low byte or, when that is 0, in its high byte.</summary>
    Letter,

    /// <summary>Two ASCII characters a register.</summary>
    Text,

    /// <summary>One UTF-16 character a register.</summary>
    WideText,

    /// <summary>A coil or discrete input.</summary>
    Bit,
}

[JsonConverter(typeof(WordConverter<WordOrder>))]
internal enum WordOrder
{
    HighFirst,
    LowFirst,
}

/// <summary>What makes a station fall back.</summary>
[JsonConverter(typeof(WordConverter<FallbackClass>))]
internal enum FallbackClass
{
    /// <summary>A register that must be written again and again.</summary>
    LifeBit,

    /// <summary>Any request restarts its timer.</summary>
    AnyTraffic,

    /// <summary>The limit or the timeout must be written again.</summary>
    RepeatedWrite,

    /// <summary>The end of the TCP connection.</summary>
    ConnectionLoss,

    /// <summary>A setting in the maker's cloud.</summary>
    CloudSetting,

    /// <summary>It falls back, but nobody published what restarts its timer.</summary>
    TimerKindUnknown,

    /// <summary>The last order stays.</summary>
    None,

    Unknown,
}

/// <summary>What a register of the fallback holds.</summary>
[JsonConverter(typeof(WordConverter<FallbackValue>))]
internal enum FallbackValue
{
    /// <summary>The commissioned fallback, A per phase.</summary>
    Current,

    /// <summary>The commissioned fallback as power of all phases.</summary>
    Power,

    /// <summary>The time of silence.</summary>
    Timeout,

    /// <summary>A number that the maker asks for.</summary>
    Constant,
}

/// <summary>Words of a definition file are written as in <c>lifeBit</c>; numbers do not stand for them.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
