using System.Text;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.Modbus;

public sealed class FramingTests
{
    private static readonly byte[] Answer = Convert.FromHexString("110304AE415652"); // unit 17, two registers

    [Theory]
    [InlineData("01030000000A", "C5CD")]
    [InlineData("1103006B0003", "7687")]
    [InlineData("313233343536373839", "374B")] // the check value of CRC-16/MODBUS, low byte first
    public void Crc_of_known_frames(string hex, string sum)
    {
        ushort crc = RtuFraming.Crc(Convert.FromHexString(hex));
        $"{(byte)crc:X2}{crc >> 8:X2}".ShouldBe(sum);
    }

    [Theory]
    [InlineData("F7031389000A", 0x60)]
    [InlineData("1103006B0003", 0x7E)]
    public void Lrc_of_known_frames(string hex, byte sum) => AsciiFraming.Lrc(Convert.FromHexString(hex)).ShouldBe(sum);

    [Fact]
    public void Frames_are_those_of_the_standard()
    {
        byte[] request = Convert.FromHexString("03006B0003");
        Convert.ToHexString(new RtuFraming().Frame(0x11, request)).ShouldBe("1103006B00037687");
        Encoding.ASCII.GetString(new AsciiFraming().Frame(0x11, request)).ShouldBe(":1103006B00037E\r\n");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("00FF03", "")] // noise before
    [InlineData("0103020007F986", "")] // another unit's frame before
    [InlineData("", "00")] // and the next one begins
    public void An_rtu_answer_is_found_whatever_stands_around_it(string before, string after)
    {
        var framing = new RtuFraming();
        byte[] frame = [.. Answer, .. Sum(Answer)];
        List<byte> received = [];
        var found = new List<(byte Unit, byte[] Answer)>();
        foreach (byte one in (byte[])[.. Convert.FromHexString(before), .. frame, .. Convert.FromHexString(after)])
        {
            received.Add(one); // byte by byte, as a slow bus brings them
            while (framing.TryTake(received, out byte unit, out byte[] answer))
                found.Add((unit, answer));
        }

        found[^1].Unit.ShouldBe((byte)17);
        found[^1].Answer.ShouldBe(Answer[1..]);
    }

    [Fact]
    public void An_rtu_answer_with_a_wrong_sum_is_none()
    {
        List<byte> received = [.. Answer, 0, 0];
        new RtuFraming().TryTake(received, out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(":110304AE4156524F", false)] // the line has not ended
    [InlineData(":110304AE4156524E\r\n", false)] // wrong sum
    [InlineData(":110304AE41565\r\n", false)] // half a byte
    [InlineData("rubbish\r\n:110304AE41565243\r\n", true)]
    [InlineData(":1103:110304AE41565243\r\n", true)] // a frame that broke off before
    public void Ascii_answers_are_taken_whole_or_not_at_all(string text, bool isWhole)
    {
        text = text.Replace("43\r", $"{AsciiFraming.Lrc(Answer):X2}\r", StringComparison.Ordinal);
        List<byte> received = [.. Encoding.ASCII.GetBytes(text)];

        new AsciiFraming().TryTake(received, out byte unit, out byte[] answer).ShouldBe(isWhole);

        if (isWhole)
            (unit, Convert.ToHexString(answer)).ShouldBe(((byte)17, Convert.ToHexString(Answer[1..])));
    }

    private static byte[] Sum(byte[] bytes) => RtuFraming.Crc(bytes) is var crc ? [(byte)crc, (byte)(crc >> 8)] : [];
}
