using System.Numerics;

namespace Unbraid.Separation.Evaluation;

/// <summary>Solves symmetric positive definite block Toeplitz systems by block Levinson recursion.</summary>
/// <remarks>Akaike, Block Toeplitz matrix inversion, SIAM J. Appl. Math. 24, 1973. Work grows with order^2 * block^3 instead of (order * block)^3.</remarks>
internal static class BlockToeplitz
{
    /// <summary>Solves sum_j T(i - j) X_j = Y_i for i = 0 to order - 1, where T(-k) is the transpose of T(k).</summary>
    /// <param name="blocks">T(0), T(1), ..., [order, block, block].</param>
    /// <param name="right">Y, [order, block, columns].</param>
    /// <param name="order">Number of blocks.</param>
    /// <param name="block">Rows of a block.</param>
    /// <param name="columns">Right-hand sides.</param>
    /// <returns>X, [order, block, columns].</returns>
    public static double[] Solve(double[] blocks, double[] right, int order, int block, int columns)
    {
        int square = block * block;
        int wide = block * columns;
        var solution = new double[order * wide];

        // Predictors: T * forward = (forwardError, 0, ..., 0) with forward_0 = 1, and T * backward = (0, ..., 0, backwardError) with the last one 1.
        var forward = new double[order * square];
        var backward = new double[order * square];
        var nextForward = new double[order * square];
        var forwardError = blocks[..square];
        var backwardError = blocks[..square];
        var residue = new double[square];
        var residueTransposed = new double[square];
        var gain = new double[square];
        var missing = new double[wide];
        var step = new double[wide];
        for (int i = 0; i < block; i++)
        {
            forward[(i * block) + i] = 1;
            backward[(i * block) + i] = 1;
        }

        right.AsSpan(0, wide).CopyTo(solution);
        new SmallCholesky(backwardError, block).Solve(solution.AsSpan(0, wide), columns);
        for (int m = 1; m < order; m++)
        {
            Array.Clear(residue);
            right.AsSpan(m * wide, wide).CopyTo(missing);
            for (int j = 0; j < m; j++)
            {
                var toeplitz = blocks.AsSpan((m - j) * square, square);
                MultiplyAdd(toeplitz, forward.AsSpan(j * square, square), residue, block, 1);
                MultiplyAdd(toeplitz, solution.AsSpan(j * wide, wide), missing, block, -1);
            }

            Transpose(residue, residueTransposed, block);

            // forward' = (forward, 0) - (0, backward) K with K = backwardError^-1 residue
            residue.CopyTo(gain, 0);
            new SmallCholesky(backwardError, block).Solve(gain, block);
            forward.AsSpan(0, m * square).CopyTo(nextForward);
            nextForward.AsSpan(m * square, square).Clear();
            for (int j = 0; j < m; j++)
            {
                MultiplyAdd(backward.AsSpan(j * square, square), gain, nextForward.AsSpan((j + 1) * square, square), block, -1);
            }

            // backward' = (0, backward) - (forward, 0) K with K = forwardError^-1 residue^T
            var backwardGain = (double[])residueTransposed.Clone();
            new SmallCholesky(forwardError, block).Solve(backwardGain, block);
            backward.AsSpan(0, m * square).CopyTo(backward.AsSpan(square));
            backward.AsSpan(0, square).Clear();
            for (int j = 0; j < m; j++)
            {
                MultiplyAdd(forward.AsSpan(j * square, square), backwardGain, backward.AsSpan(j * square, square), block, -1);
            }

            MultiplyAdd(residueTransposed, gain, forwardError, block, -1);
            MultiplyAdd(residue, backwardGain, backwardError, block, -1);
            Symmetrize(forwardError, block);
            Symmetrize(backwardError, block);
            (forward, nextForward) = (nextForward, forward);

            missing.CopyTo(step, 0);
            new SmallCholesky(backwardError, block).Solve(step, columns);
            for (int j = 0; j <= m; j++)
            {
                MultiplyAdd(backward.AsSpan(j * square, square), step, solution.AsSpan(j * wide, wide), block, 1);
            }
        }

        return solution;
    }

    /// <summary>c += sign * a b with a [block, block] and b, c [block, columns].</summary>
    private static void MultiplyAdd(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int block, double sign)
    {
        int columns = b.Length / block;
        for (int row = 0; row < block; row++)
        {
            var target = c.Slice(row * columns, columns);
            for (int inner = 0; inner < block; inner++)
            {
                double factor = sign * a[(row * block) + inner];
                var source = b.Slice(inner * columns, columns);
                int i = 0;
                for (; i <= columns - Vector<double>.Count; i += Vector<double>.Count)
                {
                    (new Vector<double>(target[i..]) + (factor * new Vector<double>(source[i..]))).CopyTo(target[i..]);
                }

                for (; i < columns; i++)
                {
                    target[i] += factor * source[i];
                }
            }
        }
    }

    private static void Transpose(ReadOnlySpan<double> source, Span<double> destination, int block)
    {
        for (int i = 0; i < block; i++)
        {
            for (int j = 0; j < block; j++)
            {
                destination[(j * block) + i] = source[(i * block) + j];
            }
        }
    }

    private static void Symmetrize(Span<double> matrix, int block)
    {
        for (int i = 0; i < block; i++)
        {
            for (int j = 0; j < i; j++)
            {
                matrix[(i * block) + j] = matrix[(j * block) + i] = (matrix[(i * block) + j] + matrix[(j * block) + i]) / 2;
            }
        }
    }

    /// <summary>Cholesky factor of one block. Directions that depend on earlier ones are dropped instead of divided by nearly nothing.</summary>
    private readonly ref struct SmallCholesky
    {
        private const double Smallest = 1e-15;

        private readonly double[] _factor;
        private readonly int _size;

        public SmallCholesky(double[] matrix, int size)
        {
            _size = size;
            _factor = (double[])matrix.Clone();
            for (int j = 0; j < size; j++)
            {
                double pivot = _factor[(j * size) + j];
                for (int k = 0; k < j; k++)
                {
                    pivot -= _factor[(j * size) + k] * _factor[(j * size) + k];
                }

                bool dependent = pivot <= Smallest * matrix[(j * size) + j];
                double root = dependent ? double.PositiveInfinity : Math.Sqrt(pivot);
                _factor[(j * size) + j] = root;
                for (int i = j + 1; i < size; i++)
                {
                    double sum = _factor[(i * size) + j];
                    for (int k = 0; k < j; k++)
                    {
                        sum -= _factor[(i * size) + k] * _factor[(j * size) + k];
                    }

                    _factor[(i * size) + j] = sum / root;
                }
            }
        }

        /// <summary>Replaces right-hand sides [size, columns] by the solutions.</summary>
        public void Solve(Span<double> right, int columns)
        {
            for (int column = 0; column < columns; column++)
            {
                for (int i = 0; i < _size; i++)
                {
                    double sum = right[(i * columns) + column];
                    for (int k = 0; k < i; k++)
                    {
                        sum -= _factor[(i * _size) + k] * right[(k * columns) + column];
                    }

                    right[(i * columns) + column] = sum / _factor[(i * _size) + i];
                }

                for (int i = _size - 1; i >= 0; i--)
                {
                    double sum = right[(i * columns) + column];
                    for (int k = i + 1; k < _size; k++)
                    {
                        sum -= _factor[(k * _size) + i] * right[(k * columns) + column];
                    }

                    right[(i * columns) + column] = sum / _factor[(i * _size) + i];
                }
            }
        }
    }
}
