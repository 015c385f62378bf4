using BenchmarkDotNet.Attributes;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>One cycle with the site around it, and the site alone; the difference is the cycle.</summary>
public class SpeedBenchmarks
{
    private SpeedLoop _loop = null!;

    [ParamsAllValues]
    public SpeedSize Size { get; set; }

    [Params(false, true)]
    public bool Ample { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _loop = new SpeedLoop(Size, Ample);
        // Past the start, when nothing may be raised, and into the first shortage.
        for (var cycle = 0; cycle < 100; cycle++)
            Cycle();
    }

    [Benchmark]
    public void Cycle()
    {
        _loop.Live();
        _loop.Obey(_loop.Decide());
    }

    [Benchmark]
    public void SiteAlone() => _loop.Live();
}
