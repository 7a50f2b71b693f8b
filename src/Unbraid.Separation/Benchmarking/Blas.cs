using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Unbraid.Separation.Benchmarking;

/// <summary>OpenBLAS's matrix product, the yardstick for ours. Used for measuring alone.</summary>
internal sealed unsafe class Blas : IDisposable
{
    private const int RowMajor = 101;
    private const int NoTranspose = 111;

    private readonly nint _library;
    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;

    private Blas(nint library, nint sgemm, nint setThreads, int threads)
    {
        _library = library;
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)sgemm;
        ((delegate* unmanaged<int, void>)setThreads)(threads);
    }

    /// <summary>Loads the library if the machine has it.</summary>
    public static Blas? TryLoad(int threads)
    {
        foreach (var name in (string[])["libopenblas.so.0", "libopenblas.so", "libopenblas"])
        {
            if (NativeLibrary.TryLoad(name, out var library)
                && NativeLibrary.TryGetExport(library, "cblas_sgemm", out var sgemm)
                && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out var setThreads))
            {
                return new Blas(library, sgemm, setThreads, threads);
            }
        }

        return null;
    }

    /// <summary>Multiplies two square matrices and returns the rate in 10^9 operations per second.</summary>
    public double Multiply(int size, float[] a, float[] b, float[] c)
    {
        var start = Stopwatch.GetTimestamp();
        fixed (float* pa = a, pb = b, pc = c)
        {
            _sgemm(RowMajor, NoTranspose, NoTranspose, size, size, size, 1, pa, size, pb, size, 0, pc, size);
        }

        return 2e-9 * size * size * size / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => NativeLibrary.Free(_library);
}
