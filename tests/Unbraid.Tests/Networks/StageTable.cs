using System.Globalization;
using System.Text;
using Unbraid.Tests.Checkpoints;
using Xunit;

namespace Unbraid.Tests.Networks;

/// <summary>Compares what the stages of a network deliver with what was recorded, and keeps a line for each.</summary>
internal sealed class StageTable(Golden golden)
{
    private readonly List<Line> _lines = [];

    /// <summary>Largest error of a stage, relative to the root mean square of what was recorded.</summary>
    public double WorstRelative => _lines.Max(l => l.Relative);

    public IEnumerable<string> Stages => _lines.Select(l => l.Stage);

    /// <summary>Compares a stage if it was recorded.</summary>
    /// <param name="stage">Its name.</param>
    /// <param name="values">Row-major like the recorded tensor, or [tokens, channels] if that is [channels, ...].</param>
    /// <param name="isTokens">Whether the values are tokens.</param>
    public void Compare(string stage, ReadOnlySpan<float> values, bool isTokens = false)
    {
        if (!golden.Contains(stage))
        {
            return;
        }

        var (expected, stride, shape) = golden.Read(stage);
        var channels = shape[1];
        var tokens = values.Length / channels;
        Assert.Equal(shape.Aggregate(1L, (a, b) => a * b), values.Length);
        var line = new Line(stage);
        for (var i = 0; i < expected.Length; i++)
        {
            var at = i * stride;
            line.Add(expected[i], values[isTokens ? (at % tokens * channels) + (at / tokens) : at]);
        }

        _lines.Add(line);
    }

    /// <summary>Signal-to-noise ratio of a stage in dB.</summary>
    public double SignalToNoise(string stage) => _lines.Last(l => l.Stage == stage).SignalToNoise;

    public override string ToString()
    {
        var text = new StringBuilder("stage                                      largest error    relative to rms     SNR dB\n");
        foreach (var l in _lines)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{l.Stage,-42} {l.Absolute,12:e2} {l.Relative,18:e2} {l.SignalToNoise,10:f1}");
        }

        return text.ToString();
    }

    private sealed class Line(string stage)
    {
        private double _signal;
        private double _noise;
        private int _count;

        public string Stage => stage;

        public double Absolute { get; private set; }

        public double Relative => Absolute / Math.Sqrt(_signal / _count);

        public double SignalToNoise => 10 * Math.Log10(_signal / _noise);

        public void Add(double expected, double actual)
        {
            _count++;
            _signal += expected * expected;
            _noise += (expected - actual) * (expected - actual);
            Absolute = Math.Max(Absolute, Math.Abs(expected - actual));
        }
    }
}
