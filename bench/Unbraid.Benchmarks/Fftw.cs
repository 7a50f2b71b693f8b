using System.Runtime.InteropServices;

namespace Unbraid.Benchmarks;

/// <summary>FFTW in single precision (Debian's libfftw3f), planned by measuring.</summary>
internal sealed unsafe partial class Fftw : IDisposable
{
    private const string Library = "libfftw3f.so.3";
    private const uint Measure = 0;
    private const int ForwardSign = -1;

    private readonly nint _plan;
    private readonly float* _input;
    private readonly float* _output;

    private Fftw(int inputFloats, int outputFloats, Func<nint, nint, nint> plan)
    {
        _input = (float*)Malloc((nuint)(inputFloats * sizeof(float)));
        _output = (float*)Malloc((nuint)(outputFloats * sizeof(float)));
        _plan = plan((nint)_input, (nint)_output);
        new Span<float>(_input, inputFloats).Fill(0.25f);
    }

    public static Fftw Complex(int length) =>
        new(2 * length, 2 * length, (input, output) => PlanComplex(length, input, output, ForwardSign, Measure));

    public static Fftw Real(int length) => new(length, length + 2, (input, output) => PlanReal(length, input, output, Measure));

    public static Fftw RealInverse(int length) => new(length + 2, length, (input, output) => PlanRealInverse(length, input, output, Measure));

    public static Fftw RealRows(int length, int rows)
    {
        int bins = (length / 2) + 1;
        return new(rows * length, rows * bins * 2, (input, output) => PlanManyReal(1, [length], rows, input, null, 1, length, output, null, 1, bins, Measure));
    }

    public void Execute() => Execute(_plan);

    public void Dispose()
    {
        DestroyPlan(_plan);
        Free((nint)_input);
        Free((nint)_output);
    }

    [LibraryImport(Library, EntryPoint = "fftwf_malloc")]
    private static partial nint Malloc(nuint bytes);

    [LibraryImport(Library, EntryPoint = "fftwf_free")]
    private static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "fftwf_plan_dft_1d")]
    private static partial nint PlanComplex(int length, nint input, nint output, int sign, uint flags);

    [LibraryImport(Library, EntryPoint = "fftwf_plan_dft_r2c_1d")]
    private static partial nint PlanReal(int length, nint input, nint output, uint flags);

    [LibraryImport(Library, EntryPoint = "fftwf_plan_dft_c2r_1d")]
    private static partial nint PlanRealInverse(int length, nint input, nint output, uint flags);

    [LibraryImport(Library, EntryPoint = "fftwf_plan_many_dft_r2c")]
    private static partial nint PlanManyReal(
        int rank, int[] length, int rows, nint input, int[]? inputEmbed, int inputStride, int inputDistance,
        nint output, int[]? outputEmbed, int outputStride, int outputDistance, uint flags);

    [LibraryImport(Library, EntryPoint = "fftwf_execute")]
    private static partial void Execute(nint plan);

    [LibraryImport(Library, EntryPoint = "fftwf_destroy_plan")]
    private static partial void DestroyPlan(nint plan);
}
