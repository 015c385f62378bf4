namespace Clemap.Edge.Modbus;

/// <summary>Values as words, high word first.</summary>
internal static class RegisterWords
{
    public static ushort[] Of(int value) => [(ushort)((uint)value >> 16), (ushort)value];

    public static ushort[] Of(float value) => Of(BitConverter.SingleToInt32Bits(value));
}
