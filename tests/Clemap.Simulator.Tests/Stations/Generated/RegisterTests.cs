namespace Clemap.Simulator.Tests.Stations.Generated;

public sealed class RegisterTests
{
    public static TheoryData<string> Models => Facts.ModbusStations;

    [Theory, MemberData(nameof(Models))]
    public async Task Each_register_answers_the_functions_it_lists_and_no_other(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        bench.After(10);
        foreach (var register in bench.Facts.Registers)
        {
            foreach (byte function in new byte[] { 1, 3, 4 })
            {
                var listed = register.Functions.Contains(function);
                // At some addresses holding and input registers differ; and one written by hand has one list for all.
                var elsewhere = bench.Facts.Registers.Any(r => r.Address == register.Address && r.Functions.Contains(function));
                if (!listed && (IsByHand(model) || elsewhere)) continue;
                var answer = await bench.AskAsync(function, register.Address, function == 1 ? 1 : register.Words);
                if (listed) answer[0].ShouldBe(function, $"{register.Name} by function {function}: exception {answer[1]}");
                else answer.ShouldBe([(byte)(function | 0x80), Refusal(bench.Facts, function)], $"{register.Name} by function {function}");
            }

            foreach (byte function in new byte[] { 6, 16 })
            {
                if (bench.Facts.Registers.Any(r => r.Address == register.Address && r.Functions.Contains(function))) continue;
                byte[] rest = function == 6 ? [0, 0] : [0, (byte)register.Words, (byte)(2 * register.Words), .. new byte[2 * register.Words]];
                var answer = await bench.AskAsync([function, (byte)(register.Address >> 8), (byte)register.Address, .. rest]);
                // By hand where a twin says more: it knows which functions the station has, for all registers together.
                if (!IsByHand(model)) answer.ShouldBe([(byte)(function | 0x80), Refusal(bench.Facts, function)], $"{register.Name} by {function}");
                else answer[0].ShouldBe((byte)(function | 0x80));
            }
        }
    }

    [Theory, MemberData(nameof(Models))]
    public async Task An_address_that_is_not_there_is_refused(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        foreach (var function in bench.Facts.Registers.SelectMany(r => r.Functions).Where(f => f is 3 or 4).Distinct())
            (await bench.AskAsync(function, 65_000, 1)).ShouldBe([(byte)(function | 0x80), 2]);
    }

    private static bool IsByHand(string model) => model is "keba-p30" or "alfen-ng9xx" or "webasto-next" or "evtec-bidipro";

    private static byte Refusal(Facts facts, byte function) => facts.Registers.Any(r => r.Functions.Contains(function)) ? (byte)2 : (byte)1;
}
